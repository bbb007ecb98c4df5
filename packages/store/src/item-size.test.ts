import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { ItemTooLarge, itemBytes, MAX_ITEM_BYTES } from './item-size.ts';

let engine: TestTable;
beforeAll(async () => {
  engine = await startTestTable();
});
afterAll(() => engine.stop());

const KEY = { pk: 'T#beihe#TENANT', sk: 'X' };

describe('size of an item', () => {
  it('counts bytes of names and values, not characters', () => {
    expect(itemBytes({ 名: { S: '字字' } })).toBe(3 + 6);
    expect(itemBytes({ a: { M: { b: { L: [{ BOOL: true }, { NULL: true }] } } } })).toBe(
      1 + 3 + 1 + 1 + 3 + 2 + 2,
    );
    expect(itemBytes({ n: { N: '1234' } })).toBe(1 + 4);
  });

  // 64 bytes for the keys and the names of the attributes.
  const texts = {
    'Chinese text': '字'.repeat((MAX_ITEM_BYTES - 64) / 3),
    'four-byte characters': '𠮷'.repeat((MAX_ITEM_BYTES - 64) / 4),
    'many small entries': Array.from({ length: 20_000 }, () => '内容内容字'),
  };
  it.each(Object.entries(texts))('takes what the engine takes: %s', async (_name, content) => {
    await engine.table.put({ put: { ...KEY, content } });
    expect(await engine.table.get(KEY)).toMatchObject({ content });
  });

  const tooMuch = { ...KEY, content: '字'.repeat(MAX_ITEM_BYTES / 3) };
  it('refuses before it sends what the engine refuses', async () => {
    const bare = new PutItemCommand({ TableName: engine.name, Item: marshall(tooMuch) });
    await expect(engine.client.send(bare)).rejects.toThrow(/size/i);
    await expect(engine.table.put({ put: tooMuch })).rejects.toThrow(ItemTooLarge);
    await expect(engine.table.transact([{ put: tooMuch }])).rejects.toThrow(ItemTooLarge);
  });

  it('refuses a transaction of more than 4 MB', async () => {
    const content = '字'.repeat(130_000);
    const writes = Array.from({ length: 11 }, (_, index) => ({
      put: { pk: KEY.pk, sk: `${index}`, content },
    }));
    await expect(engine.table.transact(writes)).rejects.toThrow(ItemTooLarge);
    expect(await engine.table.get({ pk: KEY.pk, sk: '1' })).toBeUndefined();
  });
});
