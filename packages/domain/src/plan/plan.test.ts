import { describe, expect, it } from 'vitest';
import {
  AT,
  actorFixture,
  aggregateFixture,
  blamed,
  findingFixture,
  measureFixture,
  refusedWith,
  TODAY,
} from '../closeout/case-fixture.ts';
import type { Result } from '../result.ts';
import {
  decideAsCommittee,
  editPlan,
  givePlanOpinion,
  missingOpinions,
  openPlan,
  type Plan,
  type PlanDecision,
  reviewPlan,
  revisePlan,
  submitPlan,
} from './approval.ts';
import { blockingGaps, findingGaps, planGaps } from './completeness.ts';
import { exportPlan } from './export.ts';
import { filterPlan, PLAN_LISTS, planList } from './lists.ts';
import { byNumber, type PlanFinding, planFindingOf } from './plan-finding.ts';
import { checkStandards, MAX_STANDARDS, standardsFor } from './standards.ts';
import { freezePlan, planDifferences, planHash } from './versions.ts';

const complete = (over: Partial<PlanFinding> = {}): PlanFinding => ({
  ...planFindingOf(
    aggregateFixture({
      finding: findingFixture({
        state: 'planning',
        termClass: 'time_limited',
        feedbackDate: '2025-01-31',
      }),
      measures: [
        measureFixture({ status: 'not_started', progress: 0, term: { kind: 'date', date: '2025-04-30' } }),
      ],
    }),
  ),
  causes: ['institution'],
  causeText: '没有规定限额',
  goal: '采购全部合规',
  standard: '制度印发',
  ...over,
});
const codes = (finding: PlanFinding) => findingGaps(finding).map(({ code }) => code);

describe('completeness (E01–E05)', () => {
  it('asks for nothing where everything is there', () => {
    expect(findingGaps(complete())).toEqual([]);
    expect(blockingGaps(planGaps({ goals: '目标', organisation: '组织' }, [complete()]))).toBe(0);
  });

  it.each([
    [{ causes: [] }, 'cause_class', 'analysis'],
    [{ causeText: ' ' }, 'cause_text', 'analysis'],
    [{ goal: undefined }, 'goal', 'analysis'],
    [{ standard: '' }, 'standard', 'analysis'],
    [{ principalName: undefined }, 'principalName', 'responsibility'],
    [{ leaderName: undefined }, 'leaderName', 'responsibility'],
    [{ departmentId: undefined }, 'departmentId', 'responsibility'],
    [{ handlerName: undefined }, 'handlerName', 'responsibility'],
    [{ measures: [] }, 'no_measures', 'measures'],
    [{ termClass: 'continuous' as const }, 'stages', 'measures'],
    [{ state: 'delivered' as const }, 'not_acknowledged', 'next'],
  ])('names %j as %s, to be put right under %s', (over, code, place) => {
    expect(findingGaps(complete(over))).toMatchObject([{ code, place, blocking: true }]);
  });

  it('names measures without a term, and those later than the class allows', () => {
    const [measure] = complete().measures;
    if (!measure) throw new Error('the fixture has a measure');
    const withTerm = (term: typeof measure.term) => [{ ...measure, term }];
    expect(codes(complete({ measures: withTerm({ kind: 'none' }) }))).toEqual(['measure_term']);
    const late = withTerm({ kind: 'date', date: '2025-05-01' });
    // Three calendar months after 31 January end on 30 April.
    expect(findingGaps(complete({ measures: late }))).toMatchObject([{ code: 'late', blocking: false }]);
    expect(
      findingGaps(complete({ termClass: 'immediate', limitDate: '2025-02-28', measures: late })),
    ).toMatchObject([{ code: 'late_immediate', blocking: true }]);
    const staged = late.map((one) => ({
      ...one,
      stages: [{ on: '2025-04-30', percent: 50, goal: '完成一半' }],
    }));
    expect(codes(complete({ termClass: 'continuous', measures: staged }))).toEqual([]);
  });

  it('leaves decided findings alone, and a disputed one does not hold up the others', () => {
    for (const state of ['closing', 'closed', 'continuous'] as const)
      expect(codes(complete({ state, causes: [], measures: [] }))).toEqual([]);
    const disputed = planGaps({ goals: '目标', organisation: '组织' }, [complete({ state: 'disputed' })]);
    expect(disputed.findings).toHaveLength(1);
    expect(blockingGaps(disputed)).toBe(0);
  });

  it('counts what the plan itself lacks', () => {
    expect(planGaps({ goals: '', organisation: '' }, []).plan.map(({ code }) => code)).toEqual([
      'goals',
      'organisation',
      'no_findings',
    ]);
    expect(blockingGaps(planGaps({ goals: '', organisation: '' }, []))).toBe(3);
  });
});

const version = (findings: readonly PlanFinding[], number = 1) =>
  freezePlan(
    { number, goals: '目标', organisation: '组织', submittedAt: AT, submittedByName: '整改办' },
    findings,
  );

describe('versions (E04)', () => {
  it('hold what was planned: progress changes neither content nor hash', () => {
    const later = complete({ progress: 80, state: 'rectifying' });
    expect(planHash(version([later]))).toBe(planHash(version([complete()])));
    expect(planHash(version([complete({ goal: '另一个目标' })]))).not.toBe(planHash(version([complete()])));
    expect(JSON.stringify(version([complete()]))).not.toMatch(/progress|"state"|objection|handlerId/);
  });

  it('differ field by field, measure by measure, and by findings added or taken out', () => {
    const [measure] = complete().measures;
    if (!measure) throw new Error('the fixture has a measure');
    const changed = complete({
      goal: '另一个目标',
      measures: [
        { ...measure, text: '另一条措施' },
        { ...measure, id: 'm2', seq: 2, text: '新措施' },
      ],
    });
    expect(planDifferences(version([complete()]), version([changed], 2))).toMatchObject([
      { no: '1', field: '整改目标', before: '采购全部合规', after: '另一个目标' },
      { no: '1', field: '措施1' },
      { no: '1', field: '措施2', before: '', after: expect.stringContaining('新措施') },
    ]);
    expect(planDifferences(version([complete()]), version([]))).toMatchObject([{ field: '问题', after: '' }]);
    expect(planDifferences(version([complete()]), version([complete()], 2))).toEqual([]);
    expect(
      planDifferences(version([]), { ...version([]), goals: '新目标', organisation: '新组织' }),
    ).toMatchObject([{ field: '总体目标' }, { field: '组织领导' }]);
  });
});

const office = actorFixture('office', ['rectification_office']);
const secretary = actorFixture('secretary', ['party_secretary']);
const discipline = actorFixture('discipline', ['group_discipline'], { tenantId: 'jituan' });
const organisation = actorFixture('organisation', ['group_organisation'], { tenantId: 'jituan' });
const inspection = actorFixture('inspection', ['inspection_office'], { tenantId: 'jituan' });
const HASH = 'a'.repeat(64);
const approve: PlanDecision = { outcome: 'approve', hash: HASH };
const sendBack: PlanDecision = { outcome: 'return', hash: HASH, text: '措施不具体' };

const opened = (): Plan =>
  openPlan(
    {
      tenantId: 'beihe',
      planId: 'plan1',
      batchId: 'bat1',
      round: '2024年第二轮',
      feedbackDate: '2025-02-17',
    },
    [],
    inspection,
    AT,
  ).matter;
const next = (result: Result<{ readonly matter: Plan }>): Plan => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value.matter;
};
const code = (result: Result<unknown>): string => refusedWith(result);
const submitted = (matter = opened()) =>
  next(submitPlan({ matter }, { hash: HASH, findings: 2, measures: 3 }, office, AT));
const approvedByCommittee = (matter = submitted()) =>
  next(decideAsCommittee({ matter }, { ...approve, meetingDate: TODAY }, secretary, AT, TODAY, []));
const withOpinions = (matter = approvedByCommittee()) => {
  const one = next(givePlanOpinion({ matter }, { ...approve, office: 'group_discipline' }, discipline, AT));
  return next(
    givePlanOpinion({ matter: one }, { ...approve, office: 'group_organisation' }, organisation, AT),
  );
};
const keysOf = ({ waiting }: Plan) => waiting.map(({ home, key }) => `${home} ${key}`);

describe('approval (E04, G07)', () => {
  it('a plan is due 15 working days after the feedback, and says why', () => {
    const { due, waiting } = opened();
    // 17 February 2025 is a Monday, and no holiday lies in the three weeks after it.
    expect(due).toMatchObject({ date: '2025-03-10', why: expect.stringContaining('15个工作日') });
    expect(waiting).toMatchObject([{ home: 'unit', key: 'role:rectification_office', due: '2025-03-10' }]);
  });

  it('goes from office to committee to HQ, and waits for somebody at every step', () => {
    expect(keysOf(submitted())).toEqual(['unit role:party_secretary']);
    const review = approvedByCommittee();
    // Five working days after Monday 3 March.
    expect(review.due?.date).toBe('2025-03-10');
    expect(keysOf(review)).toEqual([
      'group role:group_discipline',
      'group role:group_organisation',
      'group role:inspection_office',
    ]);
    expect(keysOf(withOpinions())).toEqual(['group role:inspection_office']);
    const done = next(reviewPlan({ matter: withOpinions() }, approve, inspection, AT, TODAY, []));
    expect(done).toMatchObject({
      status: 'approved',
      open: false,
      waiting: [],
      due: undefined,
      content: { approvedNumber: 1 },
    });
    expect(done.content.steps.map(({ step }) => step)).toEqual([
      'submitted',
      'committee',
      'opinion',
      'opinion',
      'review',
    ]);
  });

  it('returned plans become the next version, and earlier deciders may decide on that one', () => {
    for (const back of [
      next(decideAsCommittee({ matter: submitted() }, sendBack, secretary, AT, TODAY, [])),
      next(reviewPlan({ matter: approvedByCommittee() }, sendBack, inspection, AT, TODAY, [])),
    ]) {
      expect(back).toMatchObject({ status: 'drafting', content: { number: 2 }, due: { date: '2025-03-10' } });
      expect(keysOf(back)).toEqual(['unit role:rectification_office']);
      expect(approvedByCommittee(submitted(back)).status).toBe('review');
    }
  });

  it('needs a reason to return, a day of the meeting to approve, and the version that was seen', () => {
    const committee = (decision: PlanDecision) =>
      code(decideAsCommittee({ matter: submitted() }, decision, secretary, AT, TODAY, []));
    const field = (decision: PlanDecision) =>
      blamed(decideAsCommittee({ matter: submitted() }, decision, secretary, AT, TODAY, []));
    expect(field({ ...sendBack, text: ' ' })).toEqual(['reason_missing', 'text']);
    expect(field({ ...sendBack, text: undefined })).toEqual(['reason_missing', 'text']);
    expect(field(approve)).toEqual(['meeting_date_missing', 'meetingDate']);
    expect(field({ ...approve, meetingDate: '2025-03-04' })).toEqual(['meeting_in_future', 'meetingDate']);
    expect(committee({ ...approve, meetingDate: TODAY, hash: 'b'.repeat(64) })).toBe('plan_changed');
    expect(committee({ ...approve, meetingDate: TODAY })).toBe('allowed');
  });

  it('lets nobody decide on what they handed in or judged, substitutes included', () => {
    const both = actorFixture('office', ['party_secretary']);
    const substitute = actorFixture('other', ['party_secretary'], {
      onBehalfOf: { userId: 'office', name: '整改办', delegationId: 'd' },
    });
    for (const actor of [both, substitute])
      expect(
        code(
          decideAsCommittee(
            { matter: submitted() },
            { ...approve, meetingDate: TODAY },
            actor,
            AT,
            TODAY,
            [],
          ),
        ),
      ).toBe('separation_of_duties');
    const everything = actorFixture('discipline', ['inspection_office'], { tenantId: 'jituan' });
    expect(code(reviewPlan({ matter: withOpinions() }, approve, everything, AT, TODAY, []))).toBe(
      'separation_of_duties',
    );
  });

  it('takes one opinion of each office, in its own name', () => {
    const one = next(
      givePlanOpinion(
        { matter: approvedByCommittee() },
        { ...approve, office: 'group_discipline' },
        discipline,
        AT,
      ),
    );
    const again = actorFixture('colleague', ['group_discipline'], { tenantId: 'jituan' });
    expect(
      code(givePlanOpinion({ matter: one }, { ...approve, office: 'group_discipline' }, again, AT)),
    ).toBe('opinion_given');
    expect(
      code(givePlanOpinion({ matter: one }, { ...approve, office: 'group_organisation' }, again, AT)),
    ).toBe('not_this_office');
  });

  it('waits for the opinions until the limit; after it, a person goes on with a reason', () => {
    const matter = approvedByCommittee();
    const review = (today: string, text?: string) =>
      code(reviewPlan({ matter }, { ...approve, text }, inspection, AT, today, []));
    expect(review('2025-03-10')).toBe('opinions_missing');
    expect(review('2025-03-11')).toBe('reason_missing');
    expect(review('2025-03-11', '已电话征求意见')).toBe('allowed');
    expect(code(reviewPlan({ matter }, sendBack, inspection, AT, TODAY, []))).toBe('allowed');
  });

  it('steps out of turn are refused', () => {
    const matter = opened();
    expect(code(decideAsCommittee({ matter }, approve, secretary, AT, TODAY, []))).toBe('plan_not_committee');
    expect(code(reviewPlan({ matter }, approve, inspection, AT, TODAY, []))).toBe('plan_not_review');
    expect(
      code(givePlanOpinion({ matter }, { ...approve, office: 'group_discipline' }, discipline, AT)),
    ).toBe('plan_not_review');
    expect(code(revisePlan({ matter }, '调整', office, AT))).toBe('plan_not_approved');
    expect(
      code(submitPlan({ matter: submitted() }, { hash: HASH, findings: 1, measures: 1 }, office, AT)),
    ).toBe('plan_not_drafting');
  });

  it('an approved plan is revised as its next version; the approved one stays', () => {
    const done = next(reviewPlan({ matter: withOpinions() }, approve, inspection, AT, TODAY, []));
    expect(next(revisePlan({ matter: done }, '机构调整', office, AT))).toMatchObject({
      status: 'drafting',
      open: true,
      content: { number: 2, approvedNumber: 1 },
    });
  });
});

describe('the trail of a plan (G06)', () => {
  const eventOf = (result: Result<{ readonly event: unknown }>) => {
    if (!result.ok) throw new Error(result.error.code);
    return result.value.event;
  };
  const review = { matter: withOpinions() };
  const reviewed = next(reviewPlan(review, approve, inspection, AT, TODAY, []));

  it.each([
    [
      'plan.edited',
      () => editPlan({ matter: opened() }, { goals: '目标', organisation: '组织' }),
      { goals: '目标', organisation: '组织' },
    ],
    [
      'plan.submitted',
      () => submitPlan({ matter: opened() }, { hash: HASH, findings: 2, measures: 3 }, office, AT),
      { number: 1, hash: HASH, findings: 2, measures: 3 },
    ],
    [
      'plan.committee_decided',
      () =>
        decideAsCommittee(
          { matter: submitted() },
          { ...approve, meetingDate: TODAY },
          secretary,
          AT,
          TODAY,
          [],
        ),
      { number: 1, outcome: 'approve', meetingDate: TODAY, hash: HASH },
    ],
    [
      'plan.opinion_given',
      () =>
        givePlanOpinion(
          { matter: approvedByCommittee() },
          { ...approve, text: '无意见', office: 'group_discipline' },
          discipline,
          AT,
        ),
      { number: 1, office: 'group_discipline', outcome: 'approve', text: '无意见', hash: HASH },
    ],
    [
      'plan.reviewed',
      () => reviewPlan({ matter: approvedByCommittee() }, sendBack, inspection, AT, TODAY, []),
      {
        number: 1,
        outcome: 'return',
        text: '措施不具体',
        hash: HASH,
        owing: ['group_discipline', 'group_organisation'],
      },
    ],
    [
      'plan.revised',
      () => revisePlan({ matter: reviewed }, '机构调整', office, AT),
      { number: 2, reason: '机构调整' },
    ],
    [
      'plan.exported',
      () => exportPlan({ matter: reviewed }, 'word', { findings: 2, measures: 3 }),
      { format: 'word', number: 1, findings: 2, measures: 3 },
    ],
  ] as const)('%s says what was decided on which version', (type, run, data) => {
    expect(eventOf(run())).toEqual({ type, data });
  });

  it('begins with the batch it belongs to', () => {
    const { matter, event } = openPlan(
      {
        tenantId: 'beihe',
        planId: 'plan1',
        batchId: 'bat1',
        round: '2024年第二轮',
        feedbackDate: '2025-02-17',
      },
      [],
      inspection,
      AT,
    );
    expect(event).toEqual({ type: 'plan.opened', data: { batchId: 'bat1', due: '2025-03-10' } });
    expect(matter).toMatchObject({
      kind: 'plan',
      title: '2024年第二轮巡察反馈问题整改方案',
      due: { why: expect.stringContaining('反馈后15个工作日') },
      content: { goals: '', organisation: '', number: 1, steps: [] },
    });
  });

  it('keeps every step for good: who, for whom, when, with what words', () => {
    const substitute = actorFixture('sub', ['rectification_office'], {
      onBehalfOf: { userId: 'office', name: '整改办', delegationId: 'd' },
    });
    const first = next(
      submitPlan({ matter: opened() }, { hash: HASH, findings: 2, measures: 3 }, substitute, AT),
    );
    expect(first.content.steps).toEqual([
      {
        number: 1,
        step: 'submitted',
        hash: HASH,
        persons: ['sub', 'office'],
        byName: '姓名sub（代 整改办）',
        at: AT,
      },
    ]);
    const back = next(decideAsCommittee({ matter: first }, sendBack, secretary, AT, TODAY, []));
    expect(back.content.steps).toMatchObject([
      { step: 'submitted' },
      {
        number: 1,
        step: 'committee',
        outcome: 'return',
        text: '措施不具体',
        byName: '姓名secretary',
        at: AT,
      },
    ]);
    const again = next(revisePlan({ matter: reviewed }, '机构调整', office, AT));
    expect(again.content.steps).toHaveLength(reviewed.content.steps.length + 1);
    expect(again.content.steps.at(-1)).toMatchObject({ number: 2, step: 'revised', text: '机构调整' });
  });

  it('tells everybody it waits for what for', () => {
    const whys = ({ waiting }: Plan) => waiting.map(({ why, due }) => `${why} ${due}`);
    expect(whys(opened())).toEqual(['整改方案待编制报送 2025-03-10']);
    expect(whys(submitted())).toEqual(['整改方案待党委审议 2025-03-10']);
    expect(whys(approvedByCommittee())).toEqual([
      '整改方案待提出意见 2025-03-10',
      '整改方案待提出意见 2025-03-10',
      '整改方案审核中，待各部门意见 2025-03-10',
    ]);
    expect(whys(withOpinions())).toEqual(['整改方案待审核 2025-03-10']);
    expect(
      whys(next(decideAsCommittee({ matter: submitted() }, sendBack, secretary, AT, TODAY, []))),
    ).toEqual(['整改方案被党委退回，待修改 2025-03-10']);
    expect(whys(next(reviewPlan(review, sendBack, inspection, AT, TODAY, [])))).toEqual([
      '整改方案被集团退回，待修改 2025-03-10',
    ]);
    expect(whys(next(revisePlan({ matter: reviewed }, '调整', office, AT)))).toEqual([
      '整改方案修订中，待提交 undefined',
    ]);
    expect(keysOf(next(revisePlan({ matter: reviewed }, '调整', office, AT)))).toEqual([
      'unit role:rectification_office',
    ]);
    expect(approvedByCommittee().due?.why).toContain('方案提交审核后5个工作日');
  });

  it('is edited while it is drafted, and only then', () => {
    const edit = { goals: '目标', organisation: '组织' };
    expect(next(editPlan({ matter: opened() }, edit)).content).toMatchObject({ ...edit, number: 1 });
    expect(code(editPlan({ matter: submitted() }, edit))).toBe('plan_not_drafting');
  });

  it('an opinion on an earlier version is owed again on the next', () => {
    const back = next(reviewPlan(review, sendBack, inspection, AT, TODAY, []));
    expect(missingOpinions(approvedByCommittee(submitted(back)))).toEqual([
      'group_discipline',
      'group_organisation',
    ]);
    expect(missingOpinions(review.matter)).toEqual([]);
  });

  it('says whose opinion is missing, and asks for the reason to go on without', () => {
    const matter = approvedByCommittee();
    const go = (today: string, text?: string) =>
      reviewPlan({ matter }, { ...approve, text }, inspection, AT, today, []);
    expect(go(TODAY)).toMatchObject({
      error: { details: { owing: ['group_discipline', 'group_organisation'] } },
    });
    expect(blamed(go('2025-03-11', ' '))).toEqual(['reason_missing', 'text']);
    const strange = { ...approve, office: 'group_organisation' } as const;
    expect(blamed(givePlanOpinion({ matter }, strange, discipline, AT))).toEqual([
      'not_this_office',
      'office',
    ]);
  });
});

describe('what is missing, in words (E01–E05)', () => {
  const words = (over: Partial<PlanFinding>) =>
    findingGaps(complete(over)).map(({ message, place }) => `${place}: ${message}`);
  const [measure] = complete().measures;
  const measures = (...terms: readonly object[]) =>
    measure ? terms.map((over, index) => ({ ...measure, seq: index + 1, ...over })) : [];
  const on = (date: string) => ({ term: { kind: 'date' as const, date } });

  it('says what to do and where', () => {
    expect(
      words({
        causes: [],
        causeText: '',
        goal: '',
        standard: '',
        principalName: undefined,
        measures: [],
      }),
    ).toEqual([
      'responsibility: 明确第一责任人（主要负责人）',
      'analysis: 选择原因分类',
      'analysis: 填写原因分析',
      'analysis: 填写整改目标',
      'analysis: 确定验收标准',
      'measures: 至少制定一条整改措施',
    ]);
    expect(words({ state: 'disputed' })).toEqual(['next: 已提出异议，待巡察办答复']);
    expect(words({ state: 'delivered' })).toEqual(['next: 认领问题']);
    const { plan } = planGaps({ goals: ' ', organisation: '' }, []);
    expect(plan.map(({ message, place }) => `${place}: ${message}`)).toEqual([
      'plan: 填写总体目标',
      'plan: 填写组织领导',
      'plan: 本批次没有需要整改的问题',
    ]);
    const whole = planGaps({ goals: '目标', organisation: '组织' }, [complete(), complete({ goal: '' })]);
    expect(whole.plan).toEqual([]);
    expect(whole.findings.map(({ gaps }) => gaps.length)).toEqual([1]);
  });

  it('names the measures by number', () => {
    const none = { term: { kind: 'none' as const } };
    expect(words({ measures: measures(none, on('2025-04-30'), none) })).toEqual([
      'measures: 第1、3条措施未写明完成时限',
    ]);
    const late = measures(
      on('2025-05-01'),
      on('2025-04-30'),
      { term: { kind: 'continuous' } },
      on('2025-05-02'),
    );
    expect(words({ measures: late })).toEqual([
      'measures: 第1、4条措施晚于限期整改时限2025年4月30日，审批时请说明',
    ]);
    expect(words({ termClass: 'immediate', measures: late })).toEqual([
      'measures: 第1、4条措施晚于立行立改时限2025年4月30日，请提前或改为限期整改',
    ]);
    expect(words({ termClass: 'immediate', limitDate: undefined, measures: late })).toEqual([]);
  });

  it('asks what goes on for stages of one measure at least', () => {
    const staged = { stages: [{ on: '2025-04-30', percent: 50, goal: '一半' }] };
    expect(words({ termClass: 'continuous', measures: measures({}, staged) })).toEqual([]);
    expect(words({ termClass: 'continuous', measures: measures({}, {}) })).toEqual([
      'measures: 持续整改的问题须为措施列出阶段目标',
    ]);
  });
});

describe('the three lists (E01)', () => {
  const [measure] = complete().measures;
  if (!measure) throw new Error('the fixture has a measure');
  const findings = [
    complete({ id: 'f10', no: '10', leaderName: '乙', departmentName: '财务部' }),
    complete({
      id: 'f2',
      no: '2',
      leaderName: '甲',
      departmentName: '物资部',
      measures: [measure, { ...measure, id: 'm2', seq: 2, leaderName: '丙', departmentName: '审计部' }],
    }),
  ];

  it('have a row per finding, per measure, per finding; in the order of the feedback or of who answers', () => {
    expect(planList('problems', findings).rows.map(({ cells }) => cells.no)).toEqual(['2', '10']);
    expect(planList('tasks', findings).rows.map(({ cells }) => [cells.no, cells.seq, cells.leader])).toEqual([
      ['2', '1', '甲'],
      ['2', '2', '丙'],
      ['10', '1', '乙'],
    ]);
    expect(planList('responsibilities', findings).rows.map(({ cells }) => cells.leader)).toEqual([
      '甲',
      '乙',
    ]);
  });

  it('fill every column', () => {
    for (const name of PLAN_LISTS) {
      const { columns, rows } = planList(name, findings);
      for (const { cells } of rows)
        expect(Object.keys(cells).sort()).toEqual(columns.map(({ key }) => key).sort());
    }
  });

  it('are filtered by department and leader, measures included', () => {
    const ids = (filter: Parameters<typeof filterPlan>[1]) =>
      filterPlan(findings, filter).map(({ id }) => id);
    expect(ids({})).toEqual(['f10', 'f2']);
    expect(ids({ departmentName: '审计部' })).toEqual(['f2']);
    expect(ids({ leaderName: '丙' })).toEqual(['f2']);
    expect(ids({ leaderName: '乙', departmentName: '物资部' })).toEqual([]);
  });

  it('orders numbers as people read them', () => {
    expect(['10', '2.10', '2.9', '2'].map((no) => ({ no })).sort(byNumber)).toEqual([
      { no: '2' },
      { no: '2.9' },
      { no: '2.10' },
      { no: '10' },
    ]);
  });
});

describe('acceptance standards (E02)', () => {
  const entry = (id: string, category: string) => ({ id, category, text: `标准${id}` });

  it('offer those of the category first, then those for all, HQ before the unit', () => {
    const library = {
      core: [entry('a', '采购'), entry('b', '')],
      own: [entry('c', '采购'), entry('d', '财务')],
    };
    expect(standardsFor(library, '采购').map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect(standardsFor(library, undefined).map(({ id }) => id)).toEqual(['b']);
  });

  it('are bounded and not doubled', () => {
    expect(code(checkStandards([entry('a', '采购'), entry('b', '采购')]))).toBe('allowed');
    const double = checkStandards([entry('a', '采购'), { ...entry('a', '采购'), id: 'b' }]);
    expect(blamed(double)).toEqual(['standards_double', 'entries.1.text']);
    expect(double).toMatchObject({ error: { message: expect.stringContaining('第2条') } });
    const many = Array.from({ length: MAX_STANDARDS + 1 }, (_, index) => entry(String(index), '采购'));
    expect(blamed(checkStandards(many))).toEqual(['standards_too_many', 'entries']);
    expect(code(checkStandards(many.slice(1)))).toBe('allowed');
  });
});
