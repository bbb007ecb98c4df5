import { OPERATION_IDS, operationOf } from '@xuncha/contracts';
import { describe, expect, it } from 'vitest';
import { bundleAll } from '../../infra/constructs/function-bundle.ts';
import { loadedFirst } from '../bench/cold/loaded-first.ts';

const KB = 1_000;
/**
 * What a function of the API loads before its first request; a person waits for it. Half of it is the SDK's client of the
 * table (docs/adr/0034-cold-start.md). The findings have the most rules.
 */
const API_KB = 385;
const FINDINGS_KB = 420;
/** Word and Excel have a function of their own, which is two thirds libraries. */
const DOCUMENTS_KB = 870;
const OWN_BUDGETS: Readonly<Record<string, number>> = {
  'functions/api/findings/findings.lambda.ts': FINDINGS_KB,
  'functions/api/documents/documents.lambda.ts': DOCUMENTS_KB,
};

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
    const over = ofApi.filter(({ entry, kilobytes }) => kilobytes > (OWN_BUDGETS[entry] ?? API_KB));
    expect(over.map(({ entry, kilobytes }) => `${entry} ${kilobytes} kB`)).toEqual([]);
  });

  it('has none of what was left out, and the rest stands beside it', () => {
    for (const { entry, text } of ofApi) {
      // The client of S3, and the words of operations, which only the API document has.
      expect([entry, text.includes('CompleteMultipartUpload')]).toEqual([entry, false]);
      const words = OPERATION_IDS.map((id) => operationOf(id).summary).filter((one) => one.length > 12);
      expect([entry, words.filter((one) => text.includes(one))]).toEqual([entry, []]);
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
