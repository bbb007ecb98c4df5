import { describe, expect, it } from 'vitest';
import { bundleAll } from '../../infra/constructs/function-bundle.ts';
import { loadedFirst } from '../bench/cold/loaded-first.ts';

const KB = 1_000;
/**
 * What a function of the API loads before its first request; a person waits for it (docs/adr/0034-cold-start.md). The
 * largest has 220 kB.
 */
const API_KB = 260;
/** Word and Excel have a function of their own, which is two thirds libraries. */
const DOCUMENTS_KB = 700;
const DOCUMENTS = 'functions/api/documents/documents.lambda.ts';

describe('what a function loads before its first request', () => {
  const bundles = [...bundleAll()].map(([entry, files]) => {
    const text = (name: string): string => new TextDecoder().decode(files.get(name));
    const first = loadedFirst(text);
    const bytes = [...first].reduce((sum, name) => sum + (files.get(name)?.length ?? 0), 0);
    return { entry, kilobytes: Math.round(bytes / KB), text: [...first].map(text).join('\n'), files };
  });
  const ofApi = bundles.filter(({ entry }) => /^functions\/(?:api|authorizer)\//.test(entry));

  it('is little for every function of the API', () => {
    expect(ofApi.length).toBeGreaterThanOrEqual(14);
    process.stdout.write(`${ofApi.map(({ entry, kilobytes }) => `${entry} ${kilobytes} kB`).join('\n')}\n`);
    const over = ofApi.filter(
      ({ entry, kilobytes }) => kilobytes > (entry === DOCUMENTS ? DOCUMENTS_KB : API_KB),
    );
    expect(over.map(({ entry, kilobytes }) => `${entry} ${kilobytes} kB`)).toEqual([]);
  });

  it('has none of what was left out, and the rest stands beside it', () => {
    for (const { entry, text } of ofApi) {
      // The SDK's client of the table, its client of S3, and the schemas of answers.
      expect([entry, /DynamoDB_20120810#|RestoreTableFromBackup|ListBucketInventory/.test(text)]).toEqual([
        entry,
        false,
      ]);
    }
    const evidence = ofApi.find(({ entry }) => entry.endsWith('/evidence.lambda.ts'));
    const later = [...(evidence?.files ?? [])].filter(([name]) => name !== 'index.mjs');
    expect(
      later.some(([, contents]) => new TextDecoder().decode(contents).includes('CompleteMultipartUpload')),
    ).toBe(true);
  });

  it('would be counted with what it imports at once, and without what comes later', () => {
    const files = new Map([
      ['index.mjs', 'import{a as b}from"./part-A.mjs";import"./part-B.mjs";await import("./part-C.mjs");'],
      ['part-A.mjs', 'import { c } from "./part-D.mjs"; export { c };'],
    ]);
    expect([...loadedFirst((name) => files.get(name) ?? '')]).toEqual([
      'index.mjs',
      'part-A.mjs',
      'part-D.mjs',
      'part-B.mjs',
    ]);
  });
});
