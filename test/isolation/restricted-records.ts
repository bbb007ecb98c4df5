import {
  actorOf,
  addLeaderFeedback,
  authorize,
  draftBriefing,
  planInterview,
  type RestrictedAction,
  type RestrictedChange,
  type RestrictedOrigin,
  type RestrictedRecord,
  type Result,
  sendReferral,
} from '@xuncha/domain';
import { createRestricted, newId, type Table } from '@xuncha/store';
import { personOf } from '../engine/api-event.ts';
import { HQ_TENANT } from '../engine/environment.ts';

const AT = '2025-03-03T02:00:00.000Z';

/** One restricted record of each class about a unit, in HQ's key space; ids by name of the path parameter. */
export const seedRestricted = async (table: Table, unitId: string): Promise<Record<string, string>> => {
  const office = personOf(HQ_TENANT, ['inspection_office']);
  const actor = actorOf(office);
  const people = [
    { userId: 'first', name: '乙' },
    { userId: 'second', name: '丙' },
  ];
  const make = async <R extends RestrictedRecord>(
    action: RestrictedAction,
    rule: (origin: RestrictedOrigin) => Result<RestrictedChange<R>>,
  ): Promise<string> => {
    const scope = authorize(office, action, HQ_TENANT);
    if (!scope.ok) throw new Error(scope.error.code);
    const id = newId();
    const about = { unitId, unitName: unitId, round: '2025年第一轮' };
    const change = rule({ tenantId: HQ_TENANT, id, ...about, by: office, at: AT });
    const answer = () => ({ status: 201, body: {} });
    const made = await createRestricted(table, scope.value, change, { actor, at: AT, answer });
    if (made.kind !== 'done') throw new Error(made.kind);
    return id;
  };
  const date = '2025-03-03';
  return {
    interviewId: await make('interview.edit', (origin) =>
      planInterview(origin, {
        interviewee: '丁',
        post: '厂长',
        interviewers: people,
        date,
        place: '会议室',
        topics: ['采购'],
      }),
    ),
    briefingId: await make('briefing.edit', (origin) =>
      draftBriefing(origin, {
        addressees: ['group_discipline'],
        subject: '班子',
        text: '内容',
        findingNos: [],
      }),
    ),
    feedbackId: await make('leader_feedback.edit', (origin) =>
      addLeaderFeedback(
        origin,
        { leader: '丁', post: '厂长', date, place: '会议室', givers: people, points: '意见' },
        date,
      ),
    ),
    referralId: await make('referral.edit', (origin) =>
      sendReferral(
        origin,
        { recipient: 'group_discipline', copies: [], subject: '线索', summary: '摘要' },
        { today: date, ruleSets: [] },
      ),
    ),
  };
};
