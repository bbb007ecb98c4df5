import type { OperationId } from '@xuncha/contracts';
import {
  type Actor,
  inScope,
  membershipActive,
  type Person,
  type RestrictedChange,
  type RestrictedClass,
  type RestrictedOrigin,
  type RestrictedRecord,
  type Result,
  reachOf,
} from '@xuncha/domain';
import { type Call, etagOf, HttpProblem, notFound, problemOf, type Reply, stale } from '@xuncha/http';
import {
  createRestricted,
  executeOnRestricted,
  newId,
  type RecordOf,
  type RestrictedOutcome,
  readMember,
  readRegistered,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

type AnyCall = Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'today' | 'claim' | 'ifVersion'>;
type Done = { id: string; version: number };

export const personOf = ({ userId, name }: Actor): Person => ({ userId, name });

const answerOf = (record: RestrictedRecord) => ({
  body: { id: record.id, version: record.version },
  etag: etagOf(record.version),
});

const replyOf = (outcome: RestrictedOutcome): Reply<Done> => {
  switch (outcome.kind) {
    case 'done':
    case 'repeated': {
      const { status, body, etag } = outcome.answer;
      return { status, body: body as Done, etag };
    }
    case 'missing':
      throw notFound();
    case 'stale':
      throw stale(outcome.version);
    case 'refused':
      throw problemOf(outcome.error);
  }
};

/** Where a new record belongs. The unit is looked up in HQ's own register; its own data is not touched. */
const originOf = async (
  call: AnyCall,
  { table }: ApiDeps,
  about: { readonly unitId: string; readonly round: string },
): Promise<RestrictedOrigin> => {
  const unit = inScope(call.scope.principal.scope, about.unitId)
    ? await readRegistered(table, call.scope.tenantId, about.unitId)
    : undefined;
  if (!unit)
    throw new HttpProblem(422, 'unit_unknown', '所选单位不存在，请从列表中重新选择。', { field: 'unitId' });
  return {
    tenantId: call.scope.tenantId,
    id: newId(Date.parse(call.at)),
    unitId: unit.tenantId,
    unitName: unit.name,
    round: about.round,
    by: personOf(call.actor),
    at: call.at,
  };
};

/** Makes a record about a unit. */
export const runNew = async <R extends RestrictedRecord>(
  call: AnyCall,
  deps: ApiDeps,
  about: { readonly unitId: string; readonly round: string },
  make: (origin: RestrictedOrigin) => Result<RestrictedChange<R>>,
): Promise<Reply<Done>> => {
  const decided = make(await originOf(call, deps, about));
  const { actor, at, claim } = call;
  return replyOf(
    await createRestricted(deps.table, call.scope, decided, {
      actor,
      at,
      claim,
      answer: (record) => ({ status: 201, ...answerOf(record) }),
    }),
  );
};

/** One step of a record. */
export const runStep = async <C extends RestrictedClass>(
  call: AnyCall,
  deps: ApiDeps,
  target: { readonly class: C; readonly id: string },
  decide: (record: RecordOf<C>) => Result<RestrictedChange<RecordOf<C>>>,
): Promise<Reply<Done>> => {
  const { actor, at, claim, ifVersion } = call;
  return replyOf(
    await executeOnRestricted(deps.table, call.scope, { ...target, ifVersion }, decide, {
      actor,
      at,
      claim,
      answer: (record) => ({ status: 200, ...answerOf(record) }),
    }),
  );
};

/** HQ's people by their memberships. Only who may read interviews at all can take part in one. */
export const findPeople = async (
  call: AnyCall,
  { table }: ApiDeps,
  membershipIds: readonly string[],
  field: string,
): Promise<Person[]> =>
  Promise.all(
    membershipIds.map(async (id, index) => {
      const member = await readMember(table, call.scope.tenantId, id);
      if (!member || !membershipActive(member, call.today) || !reachOf(member.roles, 'interview.read'))
        throw new HttpProblem(422, 'person_unfit', '所选人员不在巡察办或巡察组，或身份已到期，请重新选择。', {
          field: `${field}.${index}`,
        });
      return { userId: member.userId, name: member.name };
    }),
  );
