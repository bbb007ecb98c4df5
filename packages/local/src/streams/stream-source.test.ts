import { expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { StreamSource } from './stream-source.ts';

/** A stream that has what was put into it, and counts how often it was read. */
const openStream = () => {
  const written: string[] = [];
  let reads = 0;
  const call = async (target: string, body: JsonObject): Promise<JsonObject> => {
    if (target.endsWith('DescribeTable')) return { Table: { LatestStreamArn: 'arn:stream' } };
    reads += 1;
    const from = Number(body.ShardIterator);
    const records = written
      .slice(from)
      .map((SequenceNumber) => ({ dynamodb: { SequenceNumber, ApproximateCreationDateTime: 0 } }));
    return { Records: records, NextShardIterator: String(from + records.length) };
  };
  const clock = { offset: new Float64Array(new SharedArrayBuffer(8)) };
  const source = new StreamSource({
    gate: { call },
    tableName: 'table',
    streamArn: 'arn',
    region: 'r',
    clock,
  });
  const write = (sequence: string): void => {
    written.push(sequence);
    source.written();
  };
  /** What each of several functions that look at the same time finds. */
  const look = async (readers: number, iterator = '0'): Promise<number[]> =>
    (await Promise.all(Array.from({ length: readers }, () => source.read(iterator)))).map(
      ({ records }) => records.length,
    );
  return { source, write, look, written, readsSoFar: () => reads };
};

it('reads once for all functions that follow the stream', async () => {
  const stream = openStream();
  stream.write('1');
  expect(await stream.look(5)).toEqual([1, 1, 1, 1, 1]);
  // One that was busy comes later to the same place.
  expect(await stream.look(1)).toEqual([1]);
  expect(stream.readsSoFar()).toBe(1);
});

it('shows a record to everybody who looks after it was written', async () => {
  const stream = openStream();
  stream.write('1');
  const early = stream.source.read('0');
  stream.write('2');
  expect(await stream.look(1)).toEqual([2]);
  expect((await early).records.length).toBeGreaterThan(0);
});

it('does not keep that there was nothing: the table can be written to by another way', async () => {
  const stream = openStream();
  expect(await stream.look(1)).toEqual([0]);
  stream.written.push('1');
  expect(await stream.look(1)).toEqual([1]);
});
