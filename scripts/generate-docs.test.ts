import { expect, it } from 'vitest';
import { driftedDocs, generatedDocs, undocumentedKeys } from './generate-docs.ts';

it('the committed documents are what the code says', async () => {
  expect(await driftedDocs(), 'run: node scripts/generate-docs.ts').toEqual([]);
});

it('the data model shows every key builder', () => {
  expect(undocumentedKeys()).toEqual([]);
});

it('the documents are made the same way every time', () => {
  expect(generatedDocs()).toEqual(generatedDocs());
});
