import { keys } from '@xuncha/store';
import { type CostScene, type peopleOf, TENANT } from './scene.ts';

type People = ReturnType<typeof peopleOf>;
const tenant = { tenantId: TENANT };

/** A meeting with two agreed actions, and a leader's instruction, to their ends (A05, F05). */
export const holdMeetings = async (scene: CostScene, people: People): Promise<void> => {
  const principal = people.office;
  const { id: findingId } = await scene.finding('rectifying');
  const { departmentId } = scene.place;
  const task = { departmentId, due: '2099-03-31' };
  const body = {
    title: '整改推进协调会',
    type: 'coordination',
    date: '2025-03-03',
    attendees: ['书记甲', '厂长乙', '整改办丙'],
    agenda: [{ title: '听取物资采购问题整改进展', findingIds: [findingId] }],
    conclusions: '明确责任，倒排时间，下月再次听取进展。',
    actions: [
      { ...task, what: '修订采购管理实施细则', findingIds: [findingId] },
      { ...task, what: '清理合格供应商名录' },
    ],
  };
  const meeting = await scene.measure<{ id: string }>('unitMeetings.record', 'one finding, two actions', {
    principal,
    params: tenant,
    body,
  });
  const one = { ...tenant, unitMeetingId: meeting.id };
  await scene.measure('unitMeetings.get', 'two actions', { principal, params: one });
  await scene.measure('unitMeetings.list', 'two meetings', { principal, params: tenant });
  await scene.measure('meetingYears.get', 'two meetings', { principal, params: { ...tenant, year: '2025' } });
  await scene.measure('feedbackMeetings.list', 'none projected yet', { principal: people.inspection });
  await keepMinutes(scene, people, meeting.id);
  await scene.measure('unitMeetings.file', '', { principal, params: one });
  await scene.measure('unitMeetings.withdraw', '', { principal, params: one, body: { reason: '重复登记' } });
  await doInstruction(scene, people, { ...task, findingIds: [findingId] });
};

/** A decision meeting of the committee with kept minutes, as a close-out may name it (G04). */
export const decisionMeeting = async (scene: CostScene, people: People, agenda: string): Promise<string> => {
  const principal = people.office;
  const { id } = await scene.call<{ id: string }>('unitMeetings.record', {
    principal,
    params: tenant,
    body: {
      title: '党委第5次会议',
      type: 'decision',
      date: '2025-03-01',
      attendees: ['书记甲', '厂长乙', '副书记丙', '纪委书记丁', '总会计师戊'],
      agenda: [{ title: agenda }],
      conclusions: '同意提请领导小组销号。',
    },
  });
  await keepMinutes(scene, people, id);
  await scene.call('unitMeetings.file', { principal, params: { ...tenant, unitMeetingId: id } });
  return id;
};

/** Files of matters are checked by the same function as evidence; here only that they are there. */
const keepMinutes = async (scene: CostScene, people: People, meetingId: string): Promise<void> => {
  const file = {
    id: '01jzzzzzzzzzzzzzzzzzzzzzz9',
    purpose: 'minutes',
    fileName: '整改推进协调会纪要.pdf',
    size: 1000,
    sha256: 'a'.repeat(64),
    contentType: 'application/pdf',
    uploadedBy: people.office.userId,
    uploadedByName: people.office.name,
    registeredAt: new Date().toISOString(),
    status: 'verified',
    vaultKey: `t/${TENANT}/vault/${'a'.repeat(64)}`,
  };
  await scene.table.put({
    put: { ...keys.matterFile(TENANT, meetingId, file.id), kind: 'matter_file', ...file },
  });
};

const doInstruction = async (
  scene: CostScene,
  people: People,
  task: { readonly departmentId: string; readonly due: string; readonly findingIds: readonly string[] },
): Promise<void> => {
  const given = {
    principal: people.office,
    params: tenant,
    body: { ...task, leader: '党委书记', date: '2025-03-03', what: '招标问题要彻底整改，举一反三。' },
  };
  const { id } = await scene.measure<{ id: string }>('instructions.record', '', given);
  const params = { ...tenant, assignmentId: id };
  await scene.measure('assignments.report', '', {
    principal: people.head,
    params,
    body: { text: '已组织自查，细则修订稿已报党委会。' },
  });
  await scene.measure('assignments.get', 'one report', { principal: people.office, params });
  await scene.measure('assignments.list', 'page of open ones', { principal: people.office, params: tenant });
  await scene.measure('assignments.check', '', {
    principal: people.office,
    params,
    body: { no: 1, outcome: 'accepted' },
  });
  const other = await scene.call<{ id: string }>('instructions.record', given);
  await scene.measure('assignments.withdraw', '', {
    principal: people.office,
    params: { ...tenant, assignmentId: other.id },
    body: { reason: '重复登记' },
  });
};
