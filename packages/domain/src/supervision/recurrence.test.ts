import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusedWith } from '../closeout/case-fixture.ts';
import { likenessOf } from './alike-wording.ts';
import {
  type ClosedWording,
  decideRecurrence,
  findRecurrence,
  movedRecurrence,
  NO_RECURRENCES,
  nodeOf,
  recurrenceSince,
  suspectRecurrence,
} from './recurrence.ts';
import { DEFAULT_SUPERVISION } from './settings.ts';

const AT = '2025-06-03T02:00:00.000Z';
const HQ = { userId: 'hq', name: '巡察办', membershipId: 'm', tenantId: 'hq', roles: [] };

/** Pairs as inspectors write them: the same matter in other words, and different matters in the same words. */
const SAME = [
  [
    '物资采购拆分规避招标。2022年至2023年，将同类物资拆分为12个合同采购，规避公开招标。',
    '存在拆分采购规避招标：同类物资拆分为多个合同，未公开招标。',
  ],
  ['合同签订滞后，先施工后签合同，抽查发现11份。', '部分项目先施工后签合同，合同管理不规范，合同签订滞后。'],
  [
    '理论学习中心组学习重形式轻转化，2023年12次学习中有5次未结合生产实际开展研讨',
    '党委理论学习中心组学习研讨不深入，重形式、轻转化，2024年8次学习有3次未结合实际研讨',
  ],
  [
    '工程项目转包分包管理不到位，2个项目违规分包给无资质单位',
    '工程项目违规转包分包，分包给无资质单位，监管不力',
  ],
] as const;
const DIFFERENT = [
  ['基层重复报送资料，同一数据每月向5个部门报送。', '差旅费报销审核把关不严，超标准报销住宿费。'],
  ['存在制度执行不到位问题，个别工作落实不力。', '部分管理制度执行不严格，存在落实不到位情况。'],
  ['合同管理不够严格，抽查合同86份，其中11份先施工后签订。', '合同资产长期挂账1,268万元未清理。'],
] as const;

describe('likeness of wordings', () => {
  it.each(SAME)('%s | %s', (a, b) => {
    expect(likenessOf(a, b)).toBeGreaterThanOrEqual(DEFAULT_SUPERVISION.likeness);
    expect(likenessOf(a, b)).toBe(likenessOf(b, a));
  });

  it.each(DIFFERENT)('%s | %s', (a, b) => {
    expect(likenessOf(a, b)).toBeLessThan(DEFAULT_SUPERVISION.likeness);
  });

  it('tells the findings of one real-shaped ledger from each other', () => {
    const lines = readFileSync(join(import.meta.dirname, 'wordings.txt'), 'utf8')
      .trim()
      .split('\n');
    const pairs = lines.flatMap((a, index) => lines.slice(index + 1).map((b) => likenessOf(a, b)));
    expect(lines.length).toBeGreaterThan(8);
    expect(Math.max(...pairs)).toBeLessThan(DEFAULT_SUPERVISION.likeness / 2);
  });

  it('ignores figures, punctuation, width and case; a headline proves nothing', () => {
    const text = '物资采购拆分规避招标，2023年同类阀门分6次采购，合计98.4万元';
    expect(likenessOf(text, '物资采购拆分规避招标。2024年同类阀门分９次采购（合计120万元）')).toBe(100);
    expect(likenessOf('合同管理', '合同管理不够严格，先施工后签订，涉及金额较大')).toBe(0);
    expect(likenessOf('', '')).toBe(0);
    expect(likenessOf('合同管理混乱', '合同管理混乱')).toBe(100);
    // Nine characters are eight pairs, enough to be found in a longer text.
    expect(likenessOf('甲乙丙丁戊己庚辛壬', '天甲乙丙丁戊己庚辛壬地')).toBe(100);
    expect(likenessOf('甲乙丙丁戊己庚辛', '天甲乙丙丁戊己庚辛地')).toBe(0);
  });
});

const closed = (over: Partial<ClosedWording> = {}): ClosedWording => ({
  id: 'old',
  no: '4',
  title: '物资采购拆分规避招标',
  text: SAME[0][0],
  closedOn: '2025-01-10',
  closeoutNo: 'X-2025-0001',
  ...over,
});

describe('recurrence (I07)', () => {
  const find = (candidates: ClosedWording[], on = '2025-06-03', settings = DEFAULT_SUPERVISION) =>
    findRecurrence(SAME[0][1], candidates, settings, on)?.earlier.id;

  it('is the same node within the months, and the likest wording', () => {
    expect(find([closed()])).toBe('old');
    expect(find([closed({ id: 'other', text: SAME[1][0] })])).toBeUndefined();
    expect(find([closed(), closed({ id: 'likest', text: SAME[0][1] })])).toBe('likest');
  });

  it('counts calendar months from the close, that day included', () => {
    expect(recurrenceSince(DEFAULT_SUPERVISION, '2026-01-10')).toBe('2025-01-10');
    expect(find([closed()], '2026-01-10')).toBe('old');
    expect(find([closed()], '2026-01-11')).toBeUndefined();
    expect(find([closed()], '2025-01-09')).toBeUndefined();
    expect(find([closed()], '2025-06-03', { ...DEFAULT_SUPERVISION, recurrenceMonths: 0 })).toBeUndefined();
  });

  it('knows a node by category, else by domain, however it is written', () => {
    expect(nodeOf({ category: '招标 采购' })).toBe('招标采购');
    expect(nodeOf({ domain: '重点领域' })).toBe('重点领域');
    expect(nodeOf({ category: '（）' })).toBeUndefined();
  });

  it('counts the likeness asked for, and not one below; a close on the same day counts', () => {
    const likeness = likenessOf(SAME[0][1], SAME[0][0]);
    const at = (asked: number) => find([closed()], '2025-06-03', { ...DEFAULT_SUPERVISION, likeness: asked });
    expect([at(likeness), at(likeness + 1)]).toEqual(['old', undefined]);
    expect(find([closed()], '2025-01-10')).toBe('old');
    expect(recurrenceSince({ recurrenceMonths: 0 }, '2026-01-10')).toBeUndefined();
    expect(recurrenceSince({ recurrenceMonths: 1 }, '2026-01-10')).toBe('2025-12-10');
  });

  it('shows the beginning of long wordings, and the department that knows of it', () => {
    const { matter } = suspicion('长'.repeat(500), 'dep1');
    expect(matter.content.later.text).toHaveLength(400);
    expect(matter.departmentIds).toEqual(['dep1']);
    expect(suspicion('-', undefined, '长'.repeat(99)).matter.title).toHaveLength(80);
  });

  const suspicion = (text: string = SAME[0][1], departmentId?: string, title = '拆分采购') =>
    suspectRecurrence(
      {
        id: 'rec',
        finding: {
          tenantId: 'unit',
          id: 'new',
          no: '2',
          title,
          batchId: 'b',
          round: '2025年第一轮',
          responsibility: { departmentId, supportingDepartments: [] },
        },
        text,
        node: '招标采购',
        match: { earlier: closed(), likeness: 68 },
        settings: DEFAULT_SUPERVISION,
        on: '2025-06-03',
      },
      HQ,
      AT,
    );

  it('links both findings, tells both offices, and says why with the figures', () => {
    const { matter, event } = suspicion();
    expect(matter).toMatchObject({
      kind: 'recurrence',
      title: '疑似边改边犯：2 拆分采购',
      departmentIds: [],
    });
    expect(matter.waiting.map(({ why }) => why)).toEqual([
      '疑似边改边犯，请核对并说明',
      '疑似边改边犯，待确认或排除',
    ]);
    expect(event).toEqual({
      type: 'recurrence.suspected',
      data: { later: 'new', earlier: 'old', likeness: 68, why: matter.content.why },
    });
    expect(matter).toMatchObject({ status: 'suspected', findingIds: ['new', 'old'], level: 'yellow' });
    expect(matter.waiting.map(({ home, key }) => `${home} ${key}`)).toEqual([
      'unit role:rectification_office',
      'group role:inspection_office',
    ]);
    expect(matter.content.why).toBe(
      '与2025-01-10销号的第4号问题“物资采购拆分规避招标”类别相同，表述相似度68%（达到50%），在销号后12个月内再次出现。',
    );
  });

  it('is confirmed or dismissed once, with the reason', () => {
    const standing = { matter: suspicion().matter, files: [], parts: [] };
    const decided = decideRecurrence(standing, { outcome: 'confirmed', reason: '同一问题' }, HQ, AT);
    if (!decided.ok) throw new Error(decided.error.code);
    expect(decided.value.matter).toMatchObject({
      status: 'confirmed',
      open: false,
      waiting: [],
      level: 'red',
    });
    const again = decideRecurrence(
      { ...standing, matter: decided.value.matter },
      { outcome: 'dismissed', reason: '不是' },
      HQ,
      AT,
    );
    expect(refusedWith(again)).toBe('recurrence_decided');
    expect(decided.value.event).toEqual({ type: 'recurrence.confirmed', data: { reason: '同一问题' } });
    expect(decided.value.matter.content.decision).toEqual({
      outcome: 'confirmed',
      reason: '同一问题',
      byName: '巡察办',
      at: AT,
    });
    const not = decideRecurrence(standing, { outcome: 'dismissed', reason: '不是' }, HQ, AT);
    if (!not.ok) throw new Error(not.error.code);
    expect(not.value.matter).toMatchObject({ status: 'dismissed', level: undefined });
    expect(not.value.event.type).toBe('recurrence.dismissed');
  });

  it('is counted by what became of it', () => {
    const one = movedRecurrence(NO_RECURRENCES, undefined, 'suspected');
    expect(movedRecurrence(one, 'suspected', 'confirmed')).toEqual({
      suspected: 0,
      confirmed: 1,
      dismissed: 0,
    });
  });
});
