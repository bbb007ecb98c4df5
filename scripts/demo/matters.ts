import { addCalendarDays } from '@xuncha/domain';
import { roundLater } from './demo-time.ts';
import type { ClientOf } from './progress.ts';

const UNIT = 'bhcyc';
/** The first version of a record carries this tag. */
const FIRST = { ifMatch: '"v1"' };

/** An interview that was held and written down, and one that is planned (C01). */
const addInterviews = async (clientOf: ClientOf, round: string, today: string): Promise<void> => {
  const office = clientOf('hq-inspection');
  const { data: choices } = await office.call('restrictedChoices.get', {});
  const interviewerIds = choices.people
    .filter(({ name }) => ['沈知行', '袁立行'].includes(name))
    .map(({ membershipId }) => membershipId);
  const plan = { unitId: UNIT, round, interviewerIds, place: '厂部三楼小会议室' };
  const { data: held } = await office.call('interviews.plan', {
    body: {
      ...plan,
      interviewee: '程万里',
      post: '物资供应站站长',
      date: addCalendarDays(today, -3),
      topics: ['物资采购计划的编制和审批', '供应商准入和考核'],
    },
  });
  const params = { interviewId: held.id };
  await office.call('interviews.hold', { params, ...FIRST, body: { heldOn: addCalendarDays(today, -3) } });
  await clientOf('hq-team').call('interviews.record', {
    params,
    ifMatch: '"v2"',
    body: {
      text: '问：物资采购计划怎样编制？\n答：各单位每月上报需求，供应站汇总后报厂领导审批。\n问：供应商怎样考核？\n答：每年考核一次，结果报企管法规部备案。',
      signed: true,
    },
  });
  await office.call('interviews.plan', {
    body: {
      ...plan,
      interviewee: '许承志',
      post: '开发管理部主任',
      date: addCalendarDays(today, 2),
      topics: ['产能建设项目的效益评价'],
    },
  });
};

/** A clue that waits at the discipline commission's desk (D06). */
const referClue = async (clientOf: ClientOf, round: string): Promise<void> => {
  await clientOf('hq-inspection').call('referrals.send', {
    body: {
      unitId: UNIT,
      round,
      recipient: 'group_discipline',
      subject: '物资采购中的供应商关联问题',
      summary: '谈话中反映，个别供应商与采购经办人员存在关联关系，建议核查2022年以来的采购合同。',
    },
  });
};

/** The unit gets less time for its plan than known practice gives (H04). */
const tightenLimits = async (clientOf: ClientOf, today: string): Promise<void> => {
  const office = clientOf('hq-inspection');
  const params = { tenantId: UNIT };
  const { etag } = await office.call('limits.get', { params });
  await office.call('limits.set', {
    params,
    ifMatch: etag,
    body: {
      effectiveFrom: today,
      limits: { plan: { unit: 'working_day', amount: 10 } },
      reason: '集团党委要求压紧整改方案报送时限',
    },
  });
};

/** What HQ does beside the findings: interviews, a clue passed on, a version of the limit rules. */
export const addMatters = async (clientOf: ClientOf, today: string, months: number): Promise<void> => {
  const round = roundLater(months);
  await Promise.all([
    addInterviews(clientOf, round, today),
    referClue(clientOf, round),
    tightenLimits(clientOf, today),
  ]);
};
