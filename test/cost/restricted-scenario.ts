import type { OperationId } from '@xuncha/contracts';
import type { Principal } from '@xuncha/domain';
import { type CostScene, INTERVIEWERS, type peopleOf, TENANT } from './scene.ts';

type People = ReturnType<typeof peopleOf>;
interface Done {
  readonly id: string;
  readonly version: number;
}

const ABOUT = { unitId: TENANT, round: '2025年第一轮' };
const DATE = '2025-03-03';
/** A page of a written record: some 600 characters, 2 KB. */
const TEXT = '谈话对象反映物资采购未按规定比选，附有合同编号和经办人说明。'.repeat(20);

/** A record by its id and version; each step is measured and moves the version on. */
const steps = (scene: CostScene, parameter: string, made: Done) => {
  let { version } = made;
  return async (id: OperationId, principal: Principal, body?: unknown, when = ''): Promise<void> => {
    const params = { [parameter]: made.id };
    ({ version } = await scene.measure<Done>(id, when, { principal, params, body, ifMatch: version }));
  };
};

/** The restricted matters of one unit: a talk, a briefing, feedback to a leader and a clue, each to its end. */
export const handleRestricted = async (scene: CostScene, people: People): Promise<void> => {
  const principal = people.inspection;
  await scene.measure('restrictedChoices.get', '30 units, 2 people of the teams', { principal });
  await interview(scene, people);
  await briefing(scene, people);
  await feedback(scene, people);
  await referral(scene, people);
};

const interview = async (scene: CostScene, { inspection, leading }: People): Promise<void> => {
  const plan = {
    interviewee: '谈话对象甲',
    post: '采购部主任',
    interviewerIds: INTERVIEWERS,
    date: DATE,
    place: '三楼会议室',
    topics: ['物资采购', '选人用人'],
  };
  const make = (when: string) =>
    scene.measure<Done>('interviews.plan', when, { principal: inspection, body: { ...ABOUT, ...plan } });
  const made = await make('first of the unit and round');
  const step = steps(scene, 'interviewId', made);
  await step('interviews.change', inspection, { ...plan, place: '二楼会议室' });
  await step('interviews.hold', inspection, { heldOn: DATE });
  await step('interviews.record', inspection, { text: TEXT, signed: true }, 'record of 2 KB');
  await step('interviews.withdraw', inspection, { reason: '录入有误。' });
  const other = steps(scene, 'interviewId', await make('another'));
  await other('interviews.cancel', inspection, { reason: '对象出差。' });
  await scene.measure('interviews.list', 'two interviews', { principal: inspection });
  const params = { interviewId: made.id };
  await scene.measure('interviews.get', 'five steps', { principal: inspection, params });
  await scene.measure('interviewCounts.list', 'one unit and round', { principal: leading });
};

const briefing = async (scene: CostScene, { inspection, discipline }: People): Promise<void> => {
  const text = { addressees: ['group_discipline'], subject: '班子情况通报', text: TEXT };
  const made = await scene.measure<Done>('briefings.draft', 'text of 2 KB', {
    principal: inspection,
    body: { ...ABOUT, ...text },
  });
  const step = steps(scene, 'briefingId', made);
  await step('briefings.change', inspection, text);
  await step('briefings.issue', inspection);
  await step('briefings.receive', discipline);
  await scene.measure('briefings.list', 'one briefing', { principal: discipline });
  await scene.measure('briefings.get', '', { principal: discipline, params: { briefingId: made.id } });
  await step('briefings.withdraw', inspection, { reason: '内容有误。' });
};

const feedback = async (scene: CostScene, { inspection }: People): Promise<void> => {
  const text = {
    leader: '领导甲',
    post: '副厂长',
    date: DATE,
    place: '办公室',
    giverIds: INTERVIEWERS,
    points: TEXT,
  };
  const made = await scene.measure<Done>('leaderFeedback.add', 'text of 2 KB', {
    principal: inspection,
    body: { ...ABOUT, ...text },
  });
  const step = steps(scene, 'feedbackId', made);
  await step('leaderFeedback.change', inspection, { ...text, response: '诚恳接受，立即整改。' });
  await scene.measure('leaderFeedback.list', 'one record', { principal: inspection });
  const params = { feedbackId: made.id };
  await scene.measure('leaderFeedback.get', '', { principal: inspection, params });
  await step('leaderFeedback.withdraw', inspection, { reason: '录入有误。' });
};

const referral = async (scene: CostScene, { inspection, discipline }: People): Promise<void> => {
  const text = {
    recipient: 'group_discipline',
    copies: ['group_organisation'],
    subject: '线索',
    summary: TEXT,
  };
  const send = () =>
    scene.measure<Done>('referrals.send', 'text of 2 KB', {
      principal: inspection,
      body: { ...ABOUT, ...text },
    });
  const made = await send();
  const step = steps(scene, 'referralId', made);
  await step('referrals.return', discipline, { reason: '不属本部门职责。' });
  await step('referrals.resend', inspection, { ...text, recipient: 'group_discipline' });
  await step('referrals.receive', discipline);
  await step('referrals.reply', discipline, { text: TEXT }, 'reply of 2 KB');
  await scene.measure('referrals.list', 'one referral', { principal: discipline });
  await scene.measure('referrals.get', 'five steps', {
    principal: discipline,
    params: { referralId: made.id },
  });
  await step('referrals.withdraw', inspection, { reason: '移交有误。' });
};
