import { ASSIGNMENT_KINDS } from '@xuncha/domain';
import * as z from 'zod';
import type { Operation } from '../operation.ts';
import * as s from '../schemas/index.ts';
import { Done, TENANT } from './paths.ts';

const MEETINGS = `${TENANT}/unit-meetings`;
const MEETING = `${MEETINGS}/{unitMeetingId}`;
const ASSIGNMENTS = `${TENANT}/assignments`;
const ASSIGNMENT = `${ASSIGNMENTS}/{assignmentId}`;
const Show = z.enum(['open', 'all']).optional();
const RECORD_PROBLEMS = [
  'finding_unknown',
  'department_unknown',
  'member_unknown',
  'batch_unknown',
  'date_in_future',
  'due_before_date',
  'matter_exists',
] as const;

/** Meetings of a unit, what was agreed at them, and leaders' written instructions (A05, F05). */
export const MEETINGS_OPERATIONS = {
  'meetingYears.get': {
    method: 'GET',
    path: `${TENANT}/meeting-years/{year}`,
    capability: 'matters',
    action: 'matter.read',
    summary: '某年度各类会议和领导批示的次数',
    output: s.YearCounts,
    status: 200,
    problems: ['year_invalid'],
  },
  'unitMeetings.list': {
    method: 'GET',
    path: MEETINGS,
    capability: 'matters',
    action: 'matter.read',
    summary: '单位会议：待归档的、全部，或某年度的某一类（year 与 category 同时填写）',
    query: s.PageQuery.extend({
      show: Show,
      year: s.Year.optional(),
      category: s.YearCategoryName.exclude(['instruction']).optional(),
    }),
    output: s.page(s.UnitMeetingItem),
    status: 200,
    problems: [],
  },
  'unitMeetings.get': {
    method: 'GET',
    path: MEETING,
    capability: 'matters',
    action: 'matter.read',
    summary: '会议详情、议定事项及其办理情况、纪要和记录',
    output: s.UnitMeetingDetail,
    status: 200,
    problems: [],
  },
  'unitMeetings.record': {
    method: 'POST',
    path: MEETINGS,
    capability: 'matters',
    action: 'unit_meeting.record',
    summary: '登记会议，议定事项同时成为任务',
    body: s.UnitMeetingInput,
    output: Done,
    status: 201,
    problems: ['meeting_too_large', ...RECORD_PROBLEMS],
  },
  'unitMeetings.file': {
    method: 'POST',
    path: `${MEETING}/filings`,
    capability: 'matters',
    action: 'unit_meeting.record',
    summary: '会议归档（须有已校验的会议纪要）',
    output: Done,
    status: 200,
    problems: ['meeting_state', 'minutes_missing'],
  },
  'unitMeetings.withdraw': {
    method: 'POST',
    path: `${MEETING}/withdrawals`,
    capability: 'matters',
    action: 'unit_meeting.record',
    summary: '撤销误登记的会议（写明原因，记录保留，不再计数）',
    body: s.Reason,
    output: Done,
    status: 200,
    problems: ['meeting_state', 'meeting_in_use'],
  },
  'assignments.list': {
    method: 'GET',
    path: ASSIGNMENTS,
    capability: 'matters',
    action: 'matter.read',
    summary: '议定事项（action）或领导批示（instruction）：办理中的按期限排列、全部，或某年度的批示',
    query: s.PageQuery.extend({
      kind: z.enum(ASSIGNMENT_KINDS).optional(),
      show: Show,
      /** 只用于领导批示。 */
      year: s.Year.optional(),
    }),
    output: s.page(s.AssignmentItem),
    status: 200,
    problems: [],
  },
  'assignments.get': {
    method: 'GET',
    path: ASSIGNMENT,
    capability: 'matters',
    action: 'matter.read',
    summary: '议定事项或领导批示的详情、办理结果、附件和记录',
    output: s.AssignmentDetail,
    status: 200,
    problems: [],
  },
  'instructions.record': {
    method: 'POST',
    path: `${TENANT}/instructions`,
    capability: 'matters',
    action: 'unit_meeting.record',
    summary: '登记领导批示，交责任部门办理并按期反馈',
    body: s.InstructionInput,
    output: Done,
    status: 201,
    problems: RECORD_PROBLEMS,
  },
  'assignments.report': {
    method: 'POST',
    path: `${ASSIGNMENT}/reports`,
    capability: 'matters',
    action: 'assignment.report',
    summary: '报告办理结果（可附材料）',
    body: s.AssignmentReportInput,
    output: Done,
    status: 200,
    problems: ['assignment_state', 'file_unknown', 'file_pending'],
  },
  'assignments.check': {
    method: 'POST',
    path: `${ASSIGNMENT}/checks`,
    capability: 'matters',
    action: 'assignment.check',
    summary: '审核办理结果：通过或退回',
    body: s.MatterCheckInput,
    output: Done,
    status: 200,
    problems: ['assignment_state', 'separation_of_duties', 'reason_missing'],
  },
  'assignments.withdraw': {
    method: 'POST',
    path: `${ASSIGNMENT}/withdrawals`,
    capability: 'matters',
    action: 'assignment.check',
    summary: '撤销议定事项或批示（写明原因，记录保留）',
    body: s.Reason,
    output: Done,
    status: 200,
    problems: ['assignment_state'],
  },
} as const satisfies Record<string, Operation>;
