// `npm run cost-ledger`: compares what the operations cost with docs/cost-ledger.json; `-- --write` renews it.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { CostRow } from '../test/cost/cost-book.ts';
import {
  type CostLedger,
  LEDGER_FILE,
  LEDGER_PAGE,
  ledgerJson,
  ledgerPage,
  measureLedger,
  readLedgerFile,
  unmeasured,
} from '../test/cost/cost-ledger.ts';

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, findings: { type: 'string', default: '100' } },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const textOf = ({ requests, rcu, wcu }: CostRow): string =>
  `${JSON.stringify(requests)} RCU ${rcu} WCU ${wcu}`;
const idOf = ({ name, when }: CostRow): string => (when ? `${name}（${when}）` : name);

/** Rows that are not as committed, one line each. */
const differences = (measured: CostLedger, committed: CostLedger): string[] => {
  const rowsOf = ({ operations, background }: CostLedger) =>
    new Map([...operations, ...background].map((row) => [idOf(row), textOf(row)]));
  const now = rowsOf(measured);
  const before = rowsOf(committed);
  return [...new Set([...now.keys(), ...before.keys()])]
    .filter((id) => now.get(id) !== before.get(id))
    .map((id) => `${id}\n  记录：${before.get(id) ?? '无'}\n  实测：${now.get(id) ?? '无'}`);
};

const measured = await measureLedger(Number(values.findings));
const missing = unmeasured(measured.operations);
if (missing.length > 0) {
  say(`以下接口没有测量，请补充到 test/cost/scenario.ts：${missing.join('、')}`);
  process.exitCode = 1;
} else if (values.write) {
  writeFileSync(LEDGER_FILE, ledgerJson(measured));
  writeFileSync(LEDGER_PAGE, ledgerPage(measured));
  say(`已写入 docs/cost-ledger.json（${measured.operations.length + measured.background.length} 行）。`);
} else {
  const found = differences(measured, readLedgerFile());
  for (const line of found) say(line);
  say(found.length === 0 ? '与 docs/cost-ledger.json 完全一致。' : `${found.length} 行与记录不同。`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
