import { describe, expect, test } from 'vitest';
import type { Principal } from '../authz/authorize.ts';
import { findingFixture } from '../closeout/case-fixture.ts';
import { FINDING_STATES } from '../finding/finding.ts';
import {
  answeredByIndex,
  arrangeLedger,
  comesInOrder,
  isWholeLedger,
  LEDGER_COLUMN_IDS,
  type LedgerFilter,
  type LedgerRow,
  ledgerActionsFor,
  ledgerColumn,
  ledgerMatcher,
  ledgerViewEntries,
  orderKeyOf,
  orderText,
  parseColumns,
  parseLedgerView,
  parseOrder,
  parseStates,
  SOON_DAYS,
  STANDARD_COLUMNS,
  sortLedger,
  standardViewFor,
  storedRowOf,
  textOrderKey,
  wordingMatcher,
} from './index.ts';

const TODAY = '2025-03-03';
const WORDS = { state: String, termClass: String, gate: String, alert: String, idle: String, result: String };
const row = (over: Partial<LedgerRow> = {}): LedgerRow => ({
  ...storedRowOf(findingFixture()),
  overdue: false,
  no: '1',
  title: '物资采购管理不规范',
  category: '物资采购',
  domain: '落实部署方面',
  state: 'rectifying',
  departmentName: '财务部',
  leaderName: '张副厂长',
  handlerName: '李经办',
  dueDate: '2025-06-30',
  ...over,
});
const holds = (filter: LedgerFilter, over: Partial<LedgerRow> = {}): boolean =>
  ledgerMatcher(filter, TODAY)(row(over));

describe('what belongs to a filter', () => {
  test('without one: open and closed, no drafts, nothing divided or withdrawn', () => {
    const shown = FINDING_STATES.filter((state) => holds({}, { state }));
    expect(shown).toEqual([
      'delivered',
      'acknowledged',
      'disputed',
      'planning',
      'rectifying',
      'closing',
      'closed',
      'continuous',
    ]);
    expect(holds({ states: ['draft'] }, { state: 'draft' })).toBe(true);
    expect(holds({ states: ['draft', 'closed'] }, { state: 'closed' })).toBe(true);
    expect(holds({ states: ['draft', 'closed'] })).toBe(false);
  });

  test.each([
    ['overdue', '2025-03-02', true],
    ['overdue', '2025-03-03', false],
    ['soon', '2025-03-02', false],
    ['soon', '2025-03-03', true],
    // Thirty days from 3 March, today included: 1 April is the last.
    ['soon', '2025-04-01', true],
    ['soon', '2025-04-02', false],
    ['open', '2025-12-31', true],
    ['ended', '2025-03-01', false],
  ] as const)('%s with due date %s: %s', (due, dueDate, expected) => {
    expect(SOON_DAYS).toBe(30);
    expect(holds({ due }, { dueDate })).toBe(expected);
  });

  test('what is closed is neither overdue nor soon due, but ended', () => {
    expect(holds({ due: 'overdue' }, { state: 'closed', dueDate: '2025-01-01' })).toBe(false);
    expect(holds({ due: 'soon' }, { state: 'closed', dueDate: '2025-03-10' })).toBe(false);
    expect(holds({ due: 'ended' }, { state: 'closed' })).toBe(true);
  });

  test('names match in part, every other condition exactly', () => {
    expect(holds({ category: '采购' })).toBe(true);
    expect(holds({ category: '财务' })).toBe(false);
    expect(holds({ domain: '部署' })).toBe(true);
    expect(holds({ person: '李经办' })).toBe(true);
    expect(holds({ person: '张副' })).toBe(true);
    expect(holds({ person: '王' })).toBe(false);
    expect(holds({ termClass: 'continuous' })).toBe(row().termClass === 'continuous');
    expect(holds({ round: '另一轮' })).toBe(false);
    expect(holds({ batchId: 'other' })).toBe(false);
    expect(holds({ departmentId: 'other' })).toBe(false);
  });

  test('all words, in any field, full width and case aside, but never across two fields', () => {
    expect(holds({ q: '采购　不规范' })).toBe(true);
    expect(holds({ q: 'ａｂｃ' }, { closeoutNo: 'BEIHE-ABC-1' })).toBe(true);
    expect(holds({ q: '采购 食堂' })).toBe(false);
    expect(holds({ q: '不规范物资' })).toBe(false);
  });
});

describe('words of the wording', () => {
  const of = (q: string) => {
    const matcher = wordingMatcher({ q }, TODAY);
    if (!matcher) throw new Error('no words');
    return matcher;
  };

  test('nothing is read while no words are looked for, or the line says all of them', () => {
    expect(wordingMatcher({ q: ' ' }, TODAY)).toBeUndefined();
    expect(of('采购').open(row())).toBe(false);
    expect(of('采购 化整为零').open(row())).toBe(true);
    expect(of('化整为零').open(row({ state: 'withdrawn' }))).toBe(false);
  });

  test('each word stands in the line or in the wording, none across both', () => {
    expect(of('采购 化整为零').holds(row(), '存在化整为零问题')).toBe(true);
    expect(of('采购 化整为零').holds(row(), '存在问题')).toBe(false);
    expect(of('规范存在').holds(row({ closeoutNo: '规范' }), '存在问题')).toBe(false);
  });

  test.each([
    [
      '化整为零',
      `${'一'.repeat(20)}化整为零${'二'.repeat(40)}`,
      `…${'一'.repeat(12)}化整为零${'二'.repeat(24)}…`,
    ],
    ['erp', 'ＥＲＰ系统，㎡一', 'ＥＲＰ系统，㎡一'],
    ['系统', '㍿㍿\n𠮷系统', '㍿㍿ 𠮷系统'],
    ['没有', '系统', undefined],
  ])('the place of %s in %s', (q, wording, expected) => {
    expect(of(q).excerpt(wording)).toBe(expected);
  });
});

test('only what one index keeps in order is asked of it', () => {
  const yes: LedgerFilter[] = [
    {},
    { due: 'overdue' },
    { due: 'soon' },
    { states: ['rectifying'] },
    { states: ['rectifying'], due: 'overdue' },
    { departmentId: 'd' },
    { departmentId: 'd', due: 'overdue' },
    { states: ['draft'], batchId: 'b' },
  ];
  const no: LedgerFilter[] = [
    { q: '采购' },
    { states: ['rectifying', 'closing'] },
    { states: ['closing'], due: 'overdue' },
    { states: ['rectifying'], due: 'ended' },
    { departmentId: 'd', states: ['rectifying'] },
    { batchId: 'b' },
    { person: '李' },
    { termClass: 'immediate' },
  ];
  expect(yes.filter((filter) => !answeredByIndex(filter))).toEqual([]);
  expect(no.filter(answeredByIndex)).toEqual([]);
});

describe('columns and order', () => {
  test('ids are one of a kind, and the standard ones are among them', () => {
    expect(new Set(LEDGER_COLUMN_IDS).size).toBe(LEDGER_COLUMN_IDS.length);
    expect(parseColumns(STANDARD_COLUMNS.join(','))).toEqual(STANDARD_COLUMNS);
    expect(parseColumns('no,nothing')).toBeUndefined();
    expect(parseStates('draft,draft,closed')).toEqual(['draft', 'closed']);
    expect(parseStates('draft,x')).toBeUndefined();
  });

  test('every column says something of a full line, and a percentage is sorted as a number', () => {
    const full = row({
      gate: 'consultation',
      gateDue: '2025-04-01',
      closeoutNo: 'B-1',
      alert: 'red',
      idle: 'stalled',
      lastActOn: '2025-01-01',
      result: 'stage',
      rulesBuilt: 2,
    });
    for (const id of LEDGER_COLUMN_IDS) expect(ledgerColumn(id).text(full, WORDS), id).toBeTruthy();
  });

  test.each([
    ['progress', [9, 100, 20].map((progress) => ({ progress })), ['9', '20', '100']],
    ['-progress', [9, 100, 20].map((progress) => ({ progress })), ['100', '20', '9']],
  ] as const)('%s', (text, overs, expected) => {
    const order = parseOrder(text);
    if (!order) throw new Error('no order');
    expect(orderText(order)).toBe(text);
    const rows = overs.map((over) => row(over));
    expect(sortLedger(rows, order, WORDS).map(({ progress }) => String(progress))).toEqual(expected);
  });

  test('2.10 follows 2.9; nothing stands last both ways; Chinese by pinyin', () => {
    const by = (text: string, rows: LedgerRow[]) => {
      const order = parseOrder(text);
      return order ? sortLedger(rows, order, WORDS) : [];
    };
    const numbers = ['2.10', '2.9', '1'].map((no) => row({ no }));
    expect(by('no', numbers).map(({ no }) => no)).toEqual(['1', '2.9', '2.10']);
    const dated = [undefined, '2025-02-01', '2025-01-01'].map((dueDate) => row({ dueDate }));
    expect(by('due', dated).map(({ dueDate }) => dueDate)).toEqual(['2025-01-01', '2025-02-01', undefined]);
    expect(by('-due', dated).map(({ dueDate }) => dueDate)).toEqual(['2025-02-01', '2025-01-01', undefined]);
    const names = ['张三', '李四', '白五'].map((leaderName) => row({ leaderName }));
    expect(by('leader', names).map(({ leaderName }) => leaderName)).toEqual(['白五', '李四', '张三']);
    expect(parseOrder('nothing')).toBeUndefined();
  });
});

describe('a view as the page shows it', () => {
  const view = (query: string) => parseLedgerView(new Map(new URLSearchParams(query).entries()));
  const shown = (query: string, rows: readonly LedgerRow[]) =>
    arrangeLedger(rows, view(query), WORDS).map(({ id }) => id);
  const rows = [
    row({ id: 'b', dueDate: '2025-02-01' }),
    row({ id: 'a', dueDate: '2025-02-01' }),
    row({ id: 'none', dueDate: undefined }),
    row({ id: 'early', dueDate: '2025-01-01' }),
    row({ id: 'old', state: 'closed', dueDate: '2024-01-01' }),
    row({ id: 'new', state: 'closed', dueDate: '2024-12-01' }),
  ];

  test('the whole: what is open by its day, then what has ended, the latest first', () => {
    expect(shown('', rows)).toEqual(['early', 'a', 'b', 'none', 'new', 'old']);
    expect(shown('order=-due', rows)).toEqual(['none', 'b', 'a', 'early', 'new', 'old']);
  });

  test('narrowed to what an index answers: by its day, what has ended the latest first', () => {
    const open = rows.slice(0, 4);
    expect(shown('due=open', open)).toEqual(['early', 'a', 'b', 'none']);
    expect(shown('due=open&order=-due', open)).toEqual(['none', 'b', 'a', 'early']);
    expect(shown('due=ended', rows.slice(4))).toEqual(['new', 'old']);
    expect(shown('state=rectifying', rows)).toEqual(['old', 'new', 'early', 'a', 'b', 'none']);
    expect(shown('departmentId=dep1', rows)).toEqual(['old', 'new', 'early', 'a', 'b', 'none']);
  });

  test('findings at a gate by the day of the gate', () => {
    const closing = [
      row({ id: 'x', state: 'closing', dueDate: '2025-01-01', gateDue: '2025-05-02' }),
      row({ id: 'y', state: 'closing', dueDate: '2025-12-31', gateDue: '2025-05-01' }),
    ];
    expect(shown('state=closing', closing)).toEqual(['y', 'x']);
    expect(shown('due=open', closing)).toEqual(['x', 'y']);
  });

  test('narrowed by anything else: sorted as the column says', () => {
    const named = [row({ id: 'z', leaderName: '张三' }), row({ id: 'l', leaderName: '李四' })];
    expect(shown('order=leader', named)).toEqual(['l', 'z']);
    expect(shown('order=-leader', named)).toEqual(['z', 'l']);
  });

  test('equal lines stand in the order of their numbers, then of their ids', () => {
    const same = [row({ id: 'b', no: '2' }), row({ id: 'a', no: '2' }), row({ id: 'c', no: '1' })];
    for (const order of ['leader', '-leader', 'category', 'no'])
      expect(shown(`order=${order}`, same)).toEqual(['c', 'a', 'b']);
  });
});

describe('what a person may do with a line', () => {
  const of = (over: Partial<Principal>, line: Partial<LedgerRow> = {}, tenantId = 'beihe') =>
    ledgerActionsFor(
      {
        userId: 'u',
        name: '甲',
        membershipId: 'm',
        tenantId: 'beihe',
        tenantKind: 'subsidiary',
        roles: ['rectification_office'],
        ...over,
      },
      tenantId,
    )(row({ batchId: 'bat1', ...line }));

  test('follows its state', () => {
    expect(
      (['delivered', 'acknowledged', 'planning', 'rectifying', 'closing', 'closed'] as const).map((state) =>
        of({}, { state }),
      ),
    ).toEqual([
      ['findings.acknowledge'],
      ['findings.assign', 'findings.start'],
      ['findings.assign', 'findings.start'],
      ['findings.assign'],
      [],
      [],
    ]);
  });

  test('and the person’s rights: role, unit and limits', () => {
    expect(of({ roles: ['handler'], departmentId: 'dep1' }, { state: 'planning' })).toEqual([]);
    expect(of({}, { state: 'planning' }, 'nanhe')).toEqual([]);
    expect(of({ scope: { batches: ['bat2'] } }, { state: 'planning' })).toEqual([]);
    expect(of({ scope: { batches: ['bat1'] } }, { state: 'planning' })).toHaveLength(2);
  });
});

describe('conditions one by one', () => {
  test.each<[LedgerFilter, Partial<LedgerRow>, Partial<LedgerRow>]>([
    [{ batchId: 'b1' }, { batchId: 'b1' }, { batchId: 'b2' }],
    [{ round: 'r1' }, { round: 'r1' }, { round: 'r2' }],
    [{ departmentId: 'd1' }, { departmentId: 'd1' }, { departmentId: undefined }],
    [{ termClass: 'immediate' }, { termClass: 'immediate' }, { termClass: 'continuous' }],
    [{ result: 'stage' }, { result: 'stage' }, { result: 'open' }],
    [{ rules: 'built' }, { rulesBuilt: 1 }, { rulesBuilt: 0 }],
    [{ rules: 'built' }, { rulesBuilt: 1 }, { rulesBuilt: undefined }],
    [{ alert: 'yellow' }, { alert: 'yellow' }, { alert: 'blue' }],
    // Past its day a line is red, whatever the sweep noted; a continuous one is held to its next check.
    [{ alert: 'red' }, { alert: 'yellow', dueDate: '2025-03-02' }, { alert: 'yellow', dueDate: TODAY }],
    [
      { alert: 'yellow' },
      { state: 'continuous', alert: 'yellow', dueDate: '2025-03-02' },
      { alert: 'yellow', dueDate: '2025-03-02' },
    ],
    [{ idle: 'noticed' }, { lastActOn: '2025-02-10' }, { lastActOn: '2025-03-01' }],
    [{ idle: 'noticed' }, { lastActOn: '2024-12-01' }, { lastActOn: '2025-03-01' }],
    [{ idle: 'stalled' }, { lastActOn: '2024-12-01' }, { lastActOn: '2025-02-10' }],
    [
      { alert: 'yellow', idle: 'stalled' },
      { alert: 'yellow', lastActOn: '2024-12-01' },
      { alert: 'yellow', lastActOn: TODAY },
    ],
    [
      { alert: 'yellow', idle: 'stalled' },
      { alert: 'yellow', lastActOn: '2024-12-01' },
      { alert: 'blue', lastActOn: '2024-12-01' },
    ],
    [{ due: 'soon' }, { dueDate: TODAY }, { dueDate: undefined }],
    [{ due: 'overdue' }, { dueDate: '2025-03-02' }, { dueDate: undefined }],
    [{ q: '甲  乙' }, { title: '甲', handlerName: '乙' }, { title: '甲' }],
    [{ category: 'ABC' }, { category: 'ａｂｃ' }, { category: undefined }],
  ])('%j takes %j and leaves %j', (filter, taken, left) => {
    expect([holds(filter, taken), holds(filter, left)]).toEqual([true, false]);
  });

  test('nothing asked for is the whole, also where a condition is there and empty', () => {
    for (const whole of [{}, { q: '' }, { states: [] }, { round: undefined }])
      expect(isWholeLedger(whole)).toBe(true);
    for (const part of [{ q: 'a' }, { states: ['draft'] }, { due: 'open' }] as const)
      expect(isWholeLedger(part)).toBe(false);
  });

  test.each<[string, boolean]>([
    ['', true],
    ['due=ended', true],
    ['state=rectifying', true],
    ['state=rectifying&due=open', true],
    ['state=rectifying&due=ended', false],
    ['state=closing', true],
    ['state=closing&due=open', false],
    ['state=rectifying,planning', false],
    ['departmentId=dep1', true],
    ['departmentId=dep1&due=open', true],
    ['departmentId=dep1&due=ended', false],
    ['departmentId=dep1&state=closing', false],
    ['state=draft&batchId=b1', true],
    ['state=draft&batchId=b1&round=r', false],
    ['state=closed&batchId=b1', false],
    ['state=draft,closed&batchId=b1', false],
    ['batchId=b1', false],
  ])('one index answers %s by itself: %s', (query, answered) => {
    expect(answeredByIndex(parseLedgerView(new Map(new URLSearchParams(query).entries())).filter)).toBe(
      answered,
    );
  });

  test('an address is read condition by condition, and nothing that is none', () => {
    const read = (query: string) => parseLedgerView(new Map(new URLSearchParams(query).entries())).filter;
    expect(
      read('termClass=immediate&result=stage&rules=built&step=done&closedIn=2024-11&inTime=yes'),
    ).toEqual({
      termClass: 'immediate',
      result: 'stage',
      rules: 'built',
      step: 'done',
      closedIn: '2024-11',
      inTime: 'yes',
    });
    expect(read('inTime=no')).toEqual({ inTime: 'no' });
    for (const closedIn of ['2024-1', '12024-11', '2024-111', 'abcd-11', '2024-ab', ''])
      expect(read(`closedIn=${closedIn}`)).toEqual({});
    expect(read(`q=${'长'.repeat(150)}`).q).toHaveLength(100);
    expect(Object.keys(read(''))).toEqual([]);
  });
});

describe('kept orders of a column', () => {
  const part = (by: Parameters<typeof orderKeyOf>[1], over: Partial<LedgerRow>) =>
    orderKeyOf(row({ id: 'x', no: '7', ...over }), by);

  test('have a value, then number and id; what has none stands in the second part', () => {
    expect(part('no', {})).toEqual({ part: 1, key: `${textOrderKey('7')}!x` });
    for (const [by, field] of [
      ['category', 'category'],
      ['department', 'departmentName'],
    ] as const) {
      expect(part(by, { [field]: '采购' })).toEqual({
        part: 1,
        key: `${textOrderKey('采购')}!${textOrderKey('7')}!x`,
      });
      expect(part(by, { [field]: undefined })).toEqual({ part: 2, key: `${textOrderKey('7')}!x` });
    }
    expect(part('lastAct', { lastActOn: '2025-01-01' }).key).toBe(`2025-01-01!${textOrderKey('7')}!x`);
    expect(part('lastAct', { lastActOn: undefined }).part).toBe(2);
    expect(part('state', { state: 'closing', gate: 'consultation' }).key).toBe(`0603!${textOrderKey('7')}!x`);
    expect(part('state', { state: 'draft', gate: undefined }).key).toBe(`0000!${textOrderKey('7')}!x`);
  });

  test('read a number as one, zeros before it aside, and Chinese by the code of the standard', () => {
    expect(textOrderKey('007')).toBe(textOrderKey('7'));
    expect(textOrderKey('0')).toBe('3010');
    expect(textOrderKey('100')).toBe('303100');
    expect(textOrderKey('啊')).toBe('b0a1');
    expect(textOrderKey('齄')).toBe('f7fe');
    expect(textOrderKey('a\t')).toBe('6109');
    expect(textOrderKey('é')).toBe('g0000e9');
    expect(textOrderKey('第10号a')).toBe(`${textOrderKey('第')}30210${textOrderKey('号')}61`);
    expect(textOrderKey('a'.repeat(99))).toHaveLength(120);
  });
});

describe('kept orders', () => {
  test.each([
    [['1', '2', '2.9', '2.10', '10', '10-1', '011']],
    [['A2', 'a10', '采购', '党建', '选人用人', '组织']],
    [['财务部', '财务一部', '物资部', '閆家台']],
    [['', ' ', 'a', 'ab', 'b']],
  ])('%j stands in this order', (texts) => {
    expect(texts.toSorted((a, b) => (textOrderKey(a) < textOrderKey(b) ? -1 : 1))).toEqual(texts);
  });

  test('full width and half width are one, and a key fits into the table', () => {
    expect(textOrderKey('ＡＢ１２')).toBe(textOrderKey('ab12'));
    expect(textOrderKey('9'.repeat(500)).length).toBeLessThan(100);
    expect(textOrderKey('𠮷'.repeat(60)).length).toBeLessThan(500);
  });

  test('stages as a finding goes through them, closing ones by their gate, closed ones last', () => {
    const order = parseOrder('state');
    const rows = [
      row({ no: '1', state: 'closed' }),
      row({ no: '2', state: 'closing', gate: 'leading_group' }),
      row({ no: '3', state: 'closing', gate: 'evidence_check' }),
      row({ no: '4', state: 'delivered' }),
      row({ no: '5', state: 'rectifying' }),
    ];
    expect(order && sortLedger(rows, order, WORDS).map(({ no }) => no)).toEqual(['4', '5', '3', '2', '1']);
  });

  test('the whole ledger comes in them page by page, a narrowed one does not', () => {
    const inOrder = (query: string) =>
      comesInOrder(parseLedgerView(new Map(new URLSearchParams(query).entries())));
    expect(['', 'order=no', 'order=-lastAct', 'due=open'].map(inOrder)).toEqual([true, true, true, true]);
    expect(['order=leader', 'order=no&due=open', 'order=state&q=a', 'q=a'].map(inOrder)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('a view as an address', () => {
  const roundTrip = (query: string): string =>
    decodeURIComponent(
      new URLSearchParams(
        ledgerViewEntries(parseLedgerView(new Map(new URLSearchParams(query).entries()))),
      ).toString(),
    );

  test.each([
    ['', ''],
    ['due=open&order=due&density=comfortable', 'due=open'],
    [
      'q=采购&state=closing,rectifying&columns=title,no&order=-progress&density=compact',
      'state=closing,rectifying&q=采购&columns=title,no&order=-progress&density=compact',
    ],
    ['due=never&state=none&columns=none&order=none&density=none&termClass=none&foo=bar', ''],
    ['alert=red&idle=stalled&person= 李 &batchId=', 'alert=red&idle=stalled&person=李'],
  ])('%s', (query, expected) => {
    expect(roundTrip(query)).toBe(expected);
    expect(roundTrip(roundTrip(query))).toBe(expected);
  });

  test('the standard view is that of the first role that has one', () => {
    expect(standardViewFor(['tenant_admin', 'handler'])).toBe('open');
    expect(standardViewFor(['leading_group'])).toBe('closing');
    expect(standardViewFor(['auditor'])).toBe('all');
  });
});
