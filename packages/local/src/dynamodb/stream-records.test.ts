import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indexStreamRecords, trimStreamRecords } from './stream-records.ts';

const NOW = Date.parse('2025-06-10T00:00:00Z');
const DAY_S = 24 * 3600;

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'xuncha-trim-'));
  path = join(directory, 'engine.sqlite');
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE _stream_records (table_name TEXT, sequence_number TEXT, created_at INTEGER)');
  const insert = database.prepare('INSERT INTO _stream_records VALUES (?, ?, ?)');
  for (const table of ['a', 'b']) {
    // Numbers cross from one to two digits: compared as text, 10 would come before 9.
    for (let sequence = 8; sequence <= 12; sequence += 1) {
      insert.run(table, String(sequence), NOW / 1000 - (sequence < 12 ? 2 * DAY_S : 60));
    }
  }
  database.close();
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function remaining(table: string): number[] {
  const database = new DatabaseSync(path);
  const rows = database
    .prepare('SELECT sequence_number AS n FROM _stream_records WHERE table_name = ?')
    .all(table);
  database.close();
  return rows.map(({ n }) => Number(n)).sort((left, right) => left - right);
}

describe('old stream records', () => {
  it('go when every consumer has passed them, and only then', () => {
    trimStreamRecords(path, NOW, new Map([['a', 10n]]));
    expect(remaining('a')).toEqual([11, 12]);
    expect(remaining('b')).toEqual([8, 9, 10, 11, 12]);
  });

  it('always leave the newest, from which the engine goes on counting', () => {
    trimStreamRecords(path, NOW + 30 * DAY_S * 1000, new Map([['a', 12n]]));
    expect(remaining('a')).toEqual([12]);
  });

  it('stay for a day', () => {
    trimStreamRecords(path, NOW - 2 * DAY_S * 1000, new Map([['a', 12n]]));
    expect(remaining('a')).toHaveLength(5);
  });
});

it('the engine’s search for the next number uses the index', () => {
  indexStreamRecords(path);
  const database = new DatabaseSync(path);
  const plan = database
    .prepare(
      "EXPLAIN QUERY PLAN SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = 'a'",
    )
    .all();
  database.close();
  expect(JSON.stringify(plan)).toContain('stream_records_by_sequence');
});
