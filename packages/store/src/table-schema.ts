/**
 * The one description of the DynamoDB table. CDK builds the table from it, the key builders and queries name
 * its indexes from it, and docs/data-model.md is generated from it.
 */

/**
 * Attributes a list row needs; projected into every index so that a list is one Query without fetches. DynamoDB takes
 * at most 20 for an index: tenant and id are read from the key instead, what else a page needs it reads by key.
 */
export const LIST_FIELDS = [
  'kind',
  'no',
  'title',
  'category',
  'domain',
  'round',
  'batchId',
  'state',
  'termClass',
  'dueDate',
  'departmentId',
  'departmentName',
  'leaderName',
  'handlerName',
  'measureCount',
  'measureDone',
  'progress',
  'gate',
  'gateDue',
  'closeoutNo',
] as const;

export interface IndexSchema {
  readonly name: 'byState' | 'byDue' | 'byDepartment';
  readonly partitionKey: string;
  readonly sortKey: string;
  /** What the index answers, for the data-model document. */
  readonly answers: string;
}

/**
 * Three sparse indexes. Every index partition key starts with `T#<tenant>#`, as the table's does, so one IAM
 * condition on leading keys covers table and indexes. No state stands in the department key: a transition then
 * rewrites one index entry less.
 */
export const TABLE_INDEXES: readonly IndexSchema[] = [
  {
    name: 'byState',
    partitionKey: 'byStatePk',
    sortKey: 'byStateSk',
    answers: 'findings in one state by due date; imports, feedback batches and archive exports by time',
  },
  {
    name: 'byDue',
    partitionKey: 'byDuePk',
    sortKey: 'byDueSk',
    answers:
      'open findings by due date, ended findings by due date, running close-out cases by gate limit; contents of the vault by their last check',
  },
  {
    name: 'byDepartment',
    partitionKey: 'byDepartmentPk',
    sortKey: 'byDepartmentSk',
    answers: "a department's findings by due date",
  },
];

export const TABLE_SCHEMA = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds; only idempotency records and finished sessions carry it. */
  timeToLive: 'expiresAt',
  stream: 'NEW_AND_OLD_IMAGES',
  indexes: TABLE_INDEXES,
  listFields: LIST_FIELDS,
} as const;
