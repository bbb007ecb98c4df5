import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CostRow } from './cost-book.ts';
import { LEDGER_PAGE, ledgerPage, measureLedger, readLedgerFile, unmeasured } from './cost-ledger.ts';

const FINDINGS = 100;
const TIMEOUT_MS = 120_000;

// One size to a file: the functions read their environment once, and vitest gives each file a process of its own.
test(`every operation costs what the ledger says in a tenant of ${FINDINGS} findings`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const measured = await measureLedger(FINDINGS);
  expect(unmeasured(measured.operations)).toEqual([]);
  expect(measured).toEqual(readLedgerFile());
});

test('the page people read is made from the numbers', () => {
  expect(readFileSync(LEDGER_PAGE, 'utf8')).toBe(ledgerPage(readLedgerFile()));
});

describe('quality.md', () => {
  const { operations, background } = readLedgerFile();
  const of = (name: string, situation = ''): CostRow => {
    const row = [...operations, ...background].find(
      (one) => one.name === name && one.when.includes(situation),
    );
    if (!row) throw new Error(`the ledger says nothing about ${name}`);
    return row;
  };

  test('pages of numbers and lists are one Query', () => {
    const lists = operations.filter(({ name }) => name === 'findings.list');
    // Lines and wordings lie in two partitions.
    const words = lists.filter(({ when }) => when.includes('words of the wording'));
    for (const row of [of('overview.get'), ...lists.filter((list) => !words.includes(list))])
      expect(row.requests).toEqual({ Query: 1 });
    expect(words.map(({ requests }) => requests)).toEqual([{ Query: 2 }]);
    expect(of('overview.get').rcu).toBeLessThanOrEqual(1);
    expect(of('findings.get').requests).toEqual({ Query: 1 });
  });

  test('a command on one finding is one transaction of at most 14 WCU, except the decisions that write more than the finding', () => {
    const SINGLE =
      /^(findings\.(editDraft|acknowledge|object|answerObjection|assign|start|reopen)|measures\.|evidence\.(register|renew|withdraw)|minutes\.|closeouts\.(apply|withdraw|decide))/;
    const commands = operations.filter(({ name, wcu }) => SINGLE.test(name) && wcu > 0);
    expect(commands.length).toBeGreaterThan(15);
    const MORE = new Map([
      // Takes the close-out number, and the meeting keeps a line of what it decided.
      ['leading_group', 19],
      // Four writes of 2 WCU besides: the meeting's head, its line of the finding, its trail, the minutes as material.
      ['party_committee, recorded meeting', 22],
    ]);
    for (const { name, when, requests, wcu } of commands) {
      if (name.endsWith('Many')) continue;
      expect(requests.TransactWriteItems).toBe(1);
      expect(wcu).toBeLessThanOrEqual(MORE.get(when ?? '') ?? 14);
    }
  });
});
