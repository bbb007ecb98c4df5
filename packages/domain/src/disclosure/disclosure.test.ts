import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AT,
  actorFixture,
  evidenceFixture,
  findingFixture,
  measureFixture,
  refusedWith,
} from '../closeout/case-fixture.ts';
import { DEFAULT_POLICY } from '../closeout/policy.ts';
import type { FindingAggregate } from '../finding/finding.ts';
import type { MatterAggregate, MatterChange } from '../matter/index.ts';
import type { Result } from '../result.ts';
import {
  closeNotice,
  commentsOf,
  decideNotice,
  draftNotice,
  exportNotice,
  frozenNoticeOf,
  NO_TEXTS,
  NOTICE_WHITELIST,
  type NoticeAudience,
  type NoticeContent,
  type NoticeTexts,
  type NoticeView,
  namesIn,
  namesOf,
  noticeView,
  publishNotice,
  registerComment,
  settleComment,
  submitNotice,
  withdrawNotice,
  withoutNames,
  writeNotice,
} from './index.ts';

const viewOf = (
  audience: NoticeAudience,
  aggregates: readonly FindingAggregate[],
  over: { readonly texts?: Partial<NoticeTexts>; readonly names?: readonly string[] } = {},
): NoticeView =>
  noticeView({
    audience,
    unitName: '北河采油厂',
    title: '整改情况公开',
    texts: { ...NO_TEXTS, intro: '按照要求，现予公开。', ...over.texts },
    aggregates,
    names: over.names ?? namesOf(aggregates),
    asOf: '2025-03-03',
  });

/**
 * A finding in which every text, wherever it stands, holds a word of its own: what must not go out is whatever the
 * whitelist does not name. New fields of a finding are planted by the same walk.
 */
const planted = (
  salt: string,
): { readonly aggregate: FindingAggregate; readonly words: Map<string, string> } => {
  const words = new Map<string, string>();
  const plant = (path: string): string => {
    const word = `密${salt}${words.size.toString().padStart(4, '0')}`;
    words.set(path, word);
    return `前文${word}后文`;
  };
  const KEPT = /\.(id|tenantId|batchId|state|termClass|status|purpose|kind|dueBy|ruleId|gate|round)$/;
  const walk = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') return KEPT.test(path) ? value : plant(path);
    if (Array.isArray(value)) return value.map((item, index) => walk(item, `${path}.${index}`));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, walk(inner, `${path}.${key}`)]),
      );
    return value;
  };
  const whole: FindingAggregate = {
    finding: findingFixture({
      state: 'rectifying',
      domain: '领域',
      category: '类别',
      dueWhy: '理由',
      closeoutNo: '号',
    }),
    body: {
      text: '原文',
      goal: '目标',
      remark: '备注',
      objection: { reason: '异议', by: '甲', at: AT },
      objectionAnswer: { outcome: 'maintained', reason: '答复', by: '乙', at: AT },
    },
    measures: [measureFixture({ leaderName: '丙', handlerName: '丁', departmentName: '部门' })],
    evidence: [evidenceFixture({ title: '标题', source: '来源', takenBy: '戊' })],
    cases: [
      {
        id: 'case1',
        status: 'running',
        policy: DEFAULT_POLICY,
        application: {
          result: '结果',
          similarCheck: '类似',
          newRules: ['制度'],
          by: 'u1',
          byName: '己',
          at: AT,
        },
        snapshotHash: 'h',
      },
    ],
  };
  return { aggregate: walk(whole, '') as FindingAggregate, words };
};

const inView = (view: NoticeView, words: ReadonlyMap<string, string>): string[] => {
  const said = JSON.stringify(view);
  return [...words].filter(([, word]) => said.includes(word)).map(([path]) => path);
};

describe('what a notice says (F11)', () => {
  it('to the public is nothing of the product’s texts but the number: whatever is planted stays inside', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\u4e00-\u9fa5]{1,6}$/), (salt) => {
        const { aggregate, words } = planted(salt);
        expect(words.size).toBeGreaterThan(30);
        expect(inView(viewOf('public', [aggregate], { names: [] }), words)).toEqual(['.finding.no']);
      }),
      { numRuns: 60 },
    );
  });

  it('inside the house is the whitelist and no more; the search would find the rest', () => {
    const { aggregate, words } = planted('甲');
    const found = inView(viewOf('internal', [aggregate], { names: [] }), words);
    expect(found.sort()).toEqual([
      '.finding.category',
      '.finding.domain',
      '.finding.dueDate',
      '.finding.no',
      '.finding.responsibility.departmentName',
      '.finding.title',
    ]);
    expect(inView(viewOf('internal', [aggregate], { names: [] }), new Map([['x', '整改情况公开']]))).toEqual([
      'x',
    ]);
  });

  it('names nobody, whoever is named wherever, in whatever spelling', () => {
    const name = fc.stringMatching(/^[\u4e00-\u9fa5]{2,4}$/);
    const gap = fc.constantFrom('', ' ', '　', '·', '\u200b', '*');
    fc.assert(
      fc.property(
        name,
        gap,
        fc.constantFrom('internal' as const, 'public' as const),
        (who, between, audience) => {
          const spelt = [...who].join(between);
          const some: FindingAggregate = {
            finding: findingFixture({
              title: `关于${spelt}同志办公用房问题`,
              category: `${spelt}类`,
              responsibility: { supportingDepartments: [], leaderName: who, departmentName: `${spelt}部` },
            }),
            body: { text: '' },
            measures: [],
            evidence: [],
            cases: [],
          };
          const texts = {
            intro: `由${spelt}负责`,
            contact: spelt,
            wordings: { [some.finding.id]: `请找${spelt}` },
          };
          const view = viewOf(audience, [some], { texts });
          expect(namesIn(JSON.stringify(view), [who])).toEqual([]);
          expect(view.hiddenNames).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('leaves out what was chosen, and says how much', () => {
    const some = ['a', 'b'].map((id) => ({
      ...planted('乙').aggregate,
      finding: findingFixture({ id, no: id }),
    }));
    const view = viewOf('public', some, { texts: { leftOut: ['a'], wordings: { b: '已完善制度。' } } });
    expect(view.rows).toEqual([expect.objectContaining({ no: 'b', text: '已完善制度。' })]);
    expect(view).toMatchObject({
      leftOut: 1,
      withheld: ['domain', 'category', 'title', 'departmentName', 'dueDate'],
    });
    expect(view.numbers.rows.at(-1)?.total).toBe(1);
  });

  it('to the public is never more than inside the house', () => {
    expect(NOTICE_WHITELIST.public.filter((field) => !NOTICE_WHITELIST.internal.includes(field))).toEqual([]);
  });
});

describe('names', () => {
  it('are taken out longest first, and the rest of the text stays', () => {
    expect(withoutNames('欧阳明远与欧阳明谈话。', ['欧阳明', '欧阳明远'])).toEqual({
      text: '○○与○○谈话。',
      hidden: 2,
    });
    expect(withoutNames('没有人。', ['欧阳明', ''])).toEqual({ text: '没有人。', hidden: 0 });
  });
});

const office = actorFixture('office', ['rectification_office']);
const secretary = actorFixture('secretary', ['party_secretary']);
type Aggregate = MatterAggregate<NoticeContent>;
const codeOf = (step: Result<unknown>): string => (step.ok ? 'ok' : refusedWith(step));
const after = (before: Aggregate | undefined, step: Result<MatterChange<NoticeContent>>): Aggregate => {
  if (!step.ok) throw new Error(step.error.message);
  const parts = new Map(
    [...(before?.parts ?? []), ...(step.value.parts ?? [])].map((part) => [part.id, part]),
  );
  return { matter: step.value.matter, files: [], parts: [...parts.values()] };
};
const drafted = (): Aggregate =>
  after(
    undefined,
    draftNotice(
      {
        tenantId: 'beihe',
        id: 'n1',
        batch: { id: 'bat1', title: '反馈问题', round: '2024年第二轮' },
        audience: 'public',
        title: '整改情况公开',
        actor: office,
        at: AT,
      },
      [],
    ),
  );
const view = viewOf('public', [planted('丙').aggregate]);
const submitted = (): Aggregate => after(drafted(), submitNotice(drafted(), view, office));
const approved = (): Aggregate =>
  after(submitted(), decideNotice(submitted(), secretary, { outcome: 'approved' }, AT));
const published = (): Aggregate =>
  after(
    approved(),
    publishNotice(
      approved(),
      office,
      { on: '2025-03-03', place: '厂务公开栏' },
      { today: '2025-03-03', ruleSets: [] },
    ),
  );

describe('a notice’s course', () => {
  it('refuses a name that was typed, and says where', () => {
    const step = writeNotice(
      drafted(),
      { title: '公开', texts: { ...NO_TEXTS, wordings: { f1: '由赵 铁柱落实' } } },
      ['赵铁柱'],
      office,
    );
    expect(step).toMatchObject({ error: { code: 'name_in_notice', field: 'wordings.f1' } });
  });

  it('freezes what is approved, by somebody who did not write it', () => {
    const waiting = submitted();
    expect(frozenNoticeOf(waiting)).toEqual(view);
    expect(waiting.matter.waiting[0]?.key).toBe('role:party_secretary');
    expect(codeOf(writeNotice(waiting, { title: '改', texts: NO_TEXTS }, [], office))).toBe('notice_state');
    expect(codeOf(decideNotice(waiting, office, { outcome: 'approved' }, AT))).toBe('own_submission');
    expect(codeOf(decideNotice(waiting, secretary, { outcome: 'returned' }, AT))).toBe('reason_missing');
    const back = after(
      waiting,
      decideNotice(waiting, secretary, { outcome: 'returned', reason: '改写' }, AT),
    );
    expect(codeOf(submitNotice(back, view, office))).toBe('ok');
    expect(codeOf(submitNotice(back, { ...view, rows: [] }, office))).toBe('notice_empty');
    expect(codeOf(submitNotice(back, { ...view, intro: ' ' }, office))).toBe('notice_incomplete');
  });

  it('hangs for the period of the rule, which explains itself', () => {
    const early = publishNotice(
      submitted(),
      office,
      { on: '2025-03-03', place: '公开栏' },
      { today: '2025-03-03', ruleSets: [] },
    );
    expect(codeOf(early)).toBe('notice_state');
    const out = published();
    expect(out.matter.due).toMatchObject({ date: '2025-03-24' });
    expect(out.matter.due?.why).toContain('15个工作日');
    expect(codeOf(withdrawNotice(out, '撤回'))).toBe('notice_state');
    expect(codeOf(withdrawNotice(approved(), '撤回'))).toBe('ok');
    expect(codeOf(exportNotice(drafted()))).toBe('notice_state');
    expect(codeOf(exportNotice(out))).toBe('ok');
  });

  it('closes after the period, when every comment was answered or passed on to a finding', () => {
    const comment = {
      id: 'c1',
      text: '建议公开招标结果',
      receivedOn: '2025-03-05',
      registeredByName: '办公室',
      status: 'open' as const,
    };
    expect(codeOf(registerComment(published(), { ...comment, receivedOn: '2025-03-02' }, '2025-03-06'))).toBe(
      'date_in_future',
    );
    const one = after(published(), registerComment(published(), comment, '2025-03-06'));
    expect(codeOf(closeNotice(one, '汇总', '2025-03-24'))).toBe('notice_period');
    expect(codeOf(closeNotice(one, '汇总', '2025-03-25'))).toBe('comments_open');
    const passed = after(one, settleComment(one, 'c1', { answer: '转交办理', findingId: 'f9' }, office, AT));
    expect(passed.matter.findingIds).toEqual(['f9']);
    expect(commentsOf(passed)).toEqual([expect.objectContaining({ status: 'passed_on', findingId: 'f9' })]);
    expect(codeOf(settleComment(passed, 'c1', { answer: '再答' }, office, AT))).toBe('comment_settled');
    const closed = after(passed, closeNotice(passed, '收到意见1条，已转交。', '2025-03-25'));
    expect(closed.matter).toMatchObject({
      open: false,
      status: 'closed',
      content: { summary: '收到意见1条，已转交。' },
    });
  });
});
