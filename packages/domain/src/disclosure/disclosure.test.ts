import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AT,
  actorFixture,
  allowed,
  blamed,
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
  type NoticeComment,
  type NoticeContent,
  type NoticeTexts,
  type NoticeView,
  namesIn,
  namesOf,
  noticeTextsOf,
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
    expect(namesOf([planted('丁').aggregate])).toEqual(
      expect.arrayContaining(
        planted('丁').aggregate.measures.flatMap(({ leaderName, handlerName }) => [leaderName, handlerName]),
      ),
    );
  });

  it('are taken out of every text of a notice, blanks and drafts aside', () => {
    const one = (over: Parameters<typeof findingFixture>[0] = {}): FindingAggregate => ({
      ...planted('戊').aggregate,
      finding: findingFixture(over),
    });
    const shown = viewOf('public', [one(), one({ id: 'draft', state: 'draft' }), one({ id: 'left' })], {
      names: ['赵铁柱'],
      texts: {
        intro: '由赵铁柱负责',
        closing: '赵铁柱',
        contact: '找赵铁柱',
        wordings: { fnd1: '  由赵铁柱落实  ', left: '-' },
        leftOut: ['left'],
      },
    });
    expect(shown).toMatchObject({
      intro: '由○○负责',
      closing: '○○',
      contact: '找○○',
      leftOut: 1,
      hiddenNames: 4,
      rows: [{ no: '1', text: '由○○落实' }],
    });
    const blank = viewOf('public', [one()], {
      texts: { wordings: { fnd1: '  ' }, closing: '', contact: '' },
    });
    expect(blank.rows[0]).not.toHaveProperty('text');
    expect([blank.closing, blank.contact]).toEqual(['', '']);
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
const origin: Parameters<typeof draftNotice>[0] = {
  tenantId: 'beihe',
  id: 'n1',
  batch: { id: 'bat1', title: '反馈问题', round: '2024年第二轮' },
  audience: 'public',
  title: '整改情况公开',
  actor: office,
  at: AT,
};
const drafted = (): Aggregate => after(undefined, draftNotice(origin, []));
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

describe('the trail of a notice (G06)', () => {
  const on = { today: '2025-03-03', ruleSets: [] };
  const comment = (id: string, over: Partial<NoticeComment> = {}): NoticeComment => ({
    id,
    text: '建议公开结果',
    receivedOn: '2025-03-03',
    registeredByName: '办公室',
    status: 'open',
    ...over,
  });
  const commented = () => after(published(), registerComment(published(), comment('c1'), '2025-03-06'));
  const eventOf = (step: Result<MatterChange<NoticeContent>>) => allowed(step).event;

  it('says what was drafted, approved, hung out, commented and closed', () => {
    const texts = { ...NO_TEXTS, intro: '引言', leftOut: ['f1', 'f2'] };
    const answered = after(commented(), settleComment(commented(), 'c1', { answer: '已采纳' }, office, AT));
    expect([
      eventOf(draftNotice({ ...origin, audience: 'internal' }, [])),
      eventOf(writeNotice(drafted(), { title: '公开', texts }, [], office)),
      eventOf(submitNotice(drafted(), view, office)),
      eventOf(decideNotice(submitted(), secretary, { outcome: 'approved' }, AT)),
      eventOf(decideNotice(submitted(), secretary, { outcome: 'returned', reason: ' 改写 ' }, AT)),
      eventOf(publishNotice(approved(), office, { on: '2025-03-03', place: '公开栏' }, on)),
      eventOf(registerComment(published(), comment('c1'), '2025-03-06')),
      eventOf(settleComment(commented(), 'c1', { answer: '已采纳' }, office, AT)),
      eventOf(settleComment(commented(), 'c1', { answer: '转交', findingId: 'f9' }, office, AT)),
      eventOf(closeNotice(answered, '汇总', '2025-03-25')),
      eventOf(withdrawNotice(approved(), '有误')),
      eventOf(exportNotice(published())),
    ]).toEqual([
      { type: 'notice.drafted', data: { audience: 'internal', title: '整改情况公开' } },
      { type: 'notice.written', data: { title: '公开', leftOut: 2 } },
      { type: 'notice.submitted', data: { findings: 1, leftOut: 0 } },
      { type: 'notice.approved', data: { reason: undefined } },
      { type: 'notice.returned', data: { reason: '改写' } },
      { type: 'notice.published', data: { on: '2025-03-03', place: '公开栏', until: '2025-03-24' } },
      {
        type: 'notice.comment_registered',
        data: { commentId: 'c1', text: '建议公开结果', receivedOn: '2025-03-03' },
      },
      { type: 'notice.comment_answered', data: { commentId: 'c1', answer: '已采纳', findingId: undefined } },
      { type: 'notice.comment_passed_on', data: { commentId: 'c1', answer: '转交', findingId: 'f9' } },
      { type: 'notice.closed', data: { summary: '汇总', comments: 1 } },
      { type: 'notice.withdrawn', data: { reason: '有误' } },
      { type: 'notice.exported', data: { status: 'published' } },
    ]);
  });

  it('tells who waits for what', () => {
    const lines = ({ matter }: Aggregate) =>
      matter.waiting.map(({ home, key, why, due }) => `${home} ${key} ${why} ${due}`);
    const back = after(
      submitted(),
      decideNotice(submitted(), secretary, { outcome: 'returned', reason: '-' }, AT),
    );
    expect([drafted(), submitted(), approved(), back, published()].flatMap(lines)).toEqual([
      'unit role:rectification_office 公开稿待撰写 undefined',
      'unit role:party_secretary 公开稿待审批 undefined',
      'unit role:rectification_office 公开稿已批准，请发布 undefined',
      'unit role:rectification_office 公开稿被退回，请修改 undefined',
      'unit role:rectification_office 公示期内登记意见，期满后汇总结束 2025-03-24',
    ]);
    expect(back.matter.content.decision).toEqual({
      outcome: 'returned',
      reason: '-',
      byName: '姓名secretary',
      at: AT,
    });
    expect(drafted().matter).toMatchObject({ kind: 'notice', content: { writers: ['office'], comments: 0 } });
    const gone = after(approved(), withdrawNotice(approved(), '有误'));
    expect(gone.matter).toMatchObject({
      status: 'withdrawn',
      open: false,
      waiting: [],
      content: { withdrawnReason: '有误', batchTitle: '反馈问题' },
    });
    expect(published().matter.due?.why).toContain('公开后15个工作日');
  });

  it('keeps texts and writers, and nobody who wrote approves', () => {
    const texts = { ...NO_TEXTS, intro: '引言' };
    const second = actorFixture('second', ['party_secretary'], {
      onBehalfOf: { userId: 'absent', name: '乙', delegationId: 'd' },
    });
    const written = after(drafted(), writeNotice(drafted(), { title: '新题', texts }, ['张三丰'], second));
    expect(noticeTextsOf(written)).toEqual(texts);
    expect(noticeTextsOf(drafted())).toEqual(NO_TEXTS);
    expect(written.matter).toMatchObject({
      title: '新题',
      content: { writers: ['office', 'second', 'absent'] },
    });
    const waiting = after(written, submitNotice(written, view, office));
    for (const userId of ['office', 'second', 'absent'])
      expect(
        codeOf(decideNotice(waiting, actorFixture(userId, ['party_secretary']), { outcome: 'approved' }, AT)),
      ).toBe('own_submission');
    const substitute = actorFixture('third', ['party_secretary'], {
      onBehalfOf: { userId: 'absent', name: '乙', delegationId: 'd' },
    });
    expect(codeOf(decideNotice(waiting, substitute, { outcome: 'approved' }, AT))).toBe('own_submission');
  });

  it('names the field to put right, and refuses a typed name wherever it stands', () => {
    const typed = (over: Partial<NoticeTexts>, title = '公开') =>
      writeNotice(drafted(), { title, texts: { ...NO_TEXTS, ...over } }, ['赵铁柱', '李大明'], office);
    expect(blamed(typed({}, '赵铁柱'))).toEqual(['name_in_notice', 'title']);
    for (const field of ['intro', 'closing', 'contact'])
      expect(blamed(typed({ [field]: '联系赵铁柱' }))).toEqual(['name_in_notice', field]);
    expect(typed({ intro: '赵铁柱和李大明' })).toMatchObject({
      error: { message: expect.stringContaining('“赵铁柱、李大明”') },
    });
    expect(blamed(typed({}))).toEqual(['allowed', undefined]);
    expect(blamed(draftNotice({ ...origin, title: '赵铁柱' }, ['赵铁柱']))).toEqual([
      'name_in_notice',
      'title',
    ]);
    expect(blamed(submitNotice(drafted(), { ...view, intro: ' ' }, office))).toEqual([
      'notice_incomplete',
      'intro',
    ]);
    expect(blamed(decideNotice(submitted(), secretary, { outcome: 'returned', reason: ' ' }, AT))).toEqual([
      'reason_missing',
      'reason',
    ]);
    const early = publishNotice(approved(), office, { on: '2025-03-04', place: '-' }, on);
    expect(blamed(early)).toEqual(['date_in_future', 'on']);
    for (const receivedOn of ['2025-03-02', '2025-03-07'])
      expect(blamed(registerComment(published(), comment('c1', { receivedOn }), '2025-03-06'))).toEqual([
        'date_in_future',
        'receivedOn',
      ]);
    for (const receivedOn of ['2025-03-03', '2025-03-06'])
      expect(codeOf(registerComment(published(), comment('c1', { receivedOn }), '2025-03-06'))).toBe('ok');
  });

  it('takes each step in its turn only', () => {
    const closed = after(published(), closeNotice(published(), '无意见', '2025-03-25'));
    const withdrawn = after(drafted(), withdrawNotice(drafted(), '有误'));
    const stages = {
      drafted: drafted(),
      submitted: submitted(),
      approved: approved(),
      published: commented(),
      closed,
      withdrawn,
    };
    const steps: Readonly<Record<string, readonly [(one: Aggregate) => Result<unknown>, readonly string[]]>> =
      {
        write: [(n) => writeNotice(n, { title: '-', texts: NO_TEXTS }, [], office), ['drafted']],
        submit: [(n) => submitNotice(n, view, office), ['drafted']],
        decide: [(n) => decideNotice(n, secretary, { outcome: 'approved' }, AT), ['submitted']],
        publish: [(n) => publishNotice(n, office, { on: '2025-03-03', place: '-' }, on), ['approved']],
        comment: [(n) => registerComment(n, comment('c2'), '2025-03-06'), ['published']],
        close: [
          (n) =>
            closeNotice(
              { ...n, matter: { ...n.matter, content: { ...n.matter.content, commentsOpen: 0 } } },
              '-',
              '2025-03-25',
            ),
          ['published'],
        ],
        withdraw: [(n) => withdrawNotice(n, '-'), ['drafted', 'submitted', 'approved']],
        export: [(n) => exportNotice(n), ['submitted', 'approved', 'published', 'closed']],
      };
    for (const [name, [run, from]] of Object.entries(steps))
      for (const [stage, aggregate] of Object.entries(stages))
        expect([name, stage, codeOf(run(aggregate))]).toEqual([
          name,
          stage,
          from.includes(stage) ? 'ok' : 'notice_state',
        ]);
  });

  it('counts comments, lists them in order, and settles each once', () => {
    const two = after(commented(), registerComment(commented(), comment('c0'), '2025-03-06'));
    expect(two.matter.content).toMatchObject({ comments: 2, commentsOpen: 2 });
    const mixed = { ...two, parts: [...two.parts].reverse() };
    expect(commentsOf(mixed).map(({ id }) => id)).toEqual(['c0', 'c1']);
    const one = after(two, settleComment(two, 'c0', { answer: '已采纳' }, office, AT));
    expect(one.matter.content).toMatchObject({ comments: 2, commentsOpen: 1 });
    expect(commentsOf(one)).toMatchObject([
      { id: 'c0', status: 'answered', answer: '已采纳', settledByName: '姓名office', settledAt: AT },
      { id: 'c1', status: 'open' },
    ]);
    expect(codeOf(settleComment(one, 'c9', { answer: '-' }, office, AT))).toBe('not_found');
    const over = { ...one, matter: { ...one.matter, status: 'closed' } };
    expect(codeOf(settleComment(over, 'c1', { answer: '-' }, office, AT))).toBe('notice_state');
    const withComments = (comments: number) => ({
      ...published(),
      matter: { ...published().matter, content: { ...published().matter.content, comments } },
    });
    expect(codeOf(registerComment(withComments(79), comment('c1'), '2025-03-06'))).toBe('ok');
    expect(codeOf(registerComment(withComments(80), comment('c1'), '2025-03-06'))).toBe('too_many_comments');
    const passedOn = (count: number) => ({
      ...commented(),
      matter: { ...commented().matter, findingIds: Array.from({ length: count }, (_, at) => `f${at}`) },
    });
    const pass = (count: number, findingId: string) =>
      codeOf(settleComment(passedOn(count), 'c1', { answer: '-', findingId }, office, AT));
    expect([pass(49, 'new'), pass(50, 'new'), pass(50, 'f1')]).toEqual(['ok', 'too_many_comments', 'ok']);
  });
});

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
