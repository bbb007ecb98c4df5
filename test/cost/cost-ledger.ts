import { readFileSync } from 'node:fs';
import { OPERATION_IDS, type OperationId } from '@xuncha/contracts';
import type { CostRow } from './cost-book.ts';
import { playScenario } from './scenario.ts';
import { withCostScene } from './scene.ts';

/** The committed numbers. */
export const LEDGER_FILE = new URL('../../docs/cost-ledger.json', import.meta.url);
export const LEDGER_PAGE = new URL('../../docs/cost-ledger.md', import.meta.url);

export interface CostLedger {
  /** Operations of the API, in the contract's order. */
  readonly operations: readonly CostRow[];
  /** What follows by the stream, by object events and in workflows. */
  readonly background: readonly CostRow[];
}

const isOperation = (name: string): name is OperationId =>
  (OPERATION_IDS as readonly string[]).includes(name);

/** Operations of the contract that no row is about. */
export const unmeasured = (rows: readonly CostRow[]): OperationId[] =>
  OPERATION_IDS.filter((id) => !rows.some(({ name }) => name === id));

/** Plays the scenario in a tenant of so many findings. */
export const measureLedger = async (findings: number): Promise<CostLedger> => {
  const { rows } = await withCostScene(findings, playScenario);
  return {
    operations: OPERATION_IDS.flatMap((id) => rows.filter(({ name }) => name === id)),
    background: rows.filter(({ name }) => !isOperation(name)),
  };
};

export const readLedgerFile = (): CostLedger => JSON.parse(readFileSync(LEDGER_FILE, 'utf8'));

export const ledgerJson = (ledger: CostLedger): string => {
  const list = (rows: readonly CostRow[]): string =>
    rows
      .map((row) => `\n    ${JSON.stringify(row).replaceAll('":', '": ').replaceAll(',"', ', "')}`)
      .join(',');
  return `{\n  "operations": [${list(ledger.operations)}\n  ],\n  "background": [${list(ledger.background)}\n  ]\n}\n`;
};

const SHORT: Readonly<Record<string, string>> = {
  BatchGetItem: 'BatchGet',
  DeleteItem: 'Delete',
  GetItem: 'Get',
  PutItem: 'Put',
  TransactWriteItems: 'Transaction',
  UpdateItem: 'Update',
};

const requestsOf = ({ requests }: CostRow): string =>
  Object.entries(requests)
    .map(([request, count]) => `${count === 1 ? '' : `${count} `}${SHORT[request] ?? request}`)
    .join(' + ');

const table = (rows: readonly CostRow[], what: string): string =>
  [
    `| ${what} | situation | requests | RCU | WCU |`,
    '|---|---|---|--:|--:|',
    ...rows.map(
      (row) => `| \`${row.name}\` | ${row.when} | ${requestsOf(row)} | ${row.rcu} | ${row.wcu || ''} |`,
    ),
  ].join('\n');

/** The table people read. */
export const ledgerPage = ({ operations, background }: CostLedger): string => `# Cost ledger

What each operation asks of DynamoDB, measured on the embedded engine with the deployed functions; made by
\`npm run cost-ledger -- --write\`, do not edit. \`test/cost\` plays the same scenario in a tenant of 100 and in one of
10,000 findings and demands exactly these numbers: no cost grows with a tenant. 100,000 findings:
\`npm run cost-ledger -- --findings 100000\`.

A finding here is a typical one: 200 characters of wording, three measures, four files, texts in Chinese at three bytes a
character. An RCU is 4 KB read strongly or 8 KB eventually, a WCU 1 KB written, twice that in a transaction, index entries
included. Not in the table: the authorizer, which reads login, membership and tenant before each request (3 RCU; more for who has several);
what it writes to keep a tenant to its rate stands below.

${table(operations, 'operation')}

## Behind the request

\`per finding\` divides the cost of a whole step by its findings.

${table(background, 'work')}
`;
