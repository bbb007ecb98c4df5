import type { OperationId } from '@xuncha/contracts';
import type { Matter, MatterAggregate, MatterChange, MatterKind, Result } from '@xuncha/domain';
import { type Call, etagOf, HttpProblem, notFound, problemOf, type Reply, stale } from '@xuncha/http';
import { createMatter, executeOnMatter, type MatterOutcome, type Write } from '@xuncha/store';
import type { ApiDeps } from './context.ts';

type Caller = Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim' | 'ifVersion'>;

interface Answering<Content, Body> {
  readonly beside?: (matter: Matter<Content>) => readonly Write[];
  readonly status?: number;
  readonly body: (matter: Matter<Content>) => Body;
}

const answerOf = (outcome: MatterOutcome) => {
  switch (outcome.kind) {
    case 'done':
    case 'repeated':
      return outcome.answer;
    case 'missing':
      throw notFound();
    case 'exists':
      throw new HttpProblem(409, 'matter_exists', '这个事项已经建立，请刷新页面查看。');
    case 'stale':
      throw stale(outcome.version);
    case 'refused':
      throw problemOf(outcome.error);
  }
};

const commandOf = <Content, Body>(
  { actor, at, claim }: Caller,
  { beside, status, body }: Answering<Content, Body>,
  usualStatus: number,
) => ({
  actor,
  at,
  claim,
  beside,
  answer: (matter: Matter<Content>) => ({
    status: status ?? usualStatus,
    body: body(matter),
    etag: etagOf(matter.version),
  }),
});

const replyOf = <Body>(outcome: MatterOutcome): Reply<Body> => {
  const { status, body, etag } = answerOf(outcome);
  return { status, body: body as Body, etag };
};

/** One step of a matter for an API operation: executed, and its outcome put into HTTP's words. */
export const runOnMatter = async <Content, Body>(
  call: Caller,
  deps: ApiDeps,
  command: Answering<Content, Body> & {
    /** Any kind where none is named. */
    readonly kind?: MatterKind;
    readonly matterId: string;
    readonly decide: (
      aggregate: MatterAggregate<Content>,
    ) => Result<MatterChange<Content>> | Promise<Result<MatterChange<Content>>>;
  },
): Promise<Reply<Body>> => {
  const target = { kind: command.kind, id: command.matterId, ifVersion: call.ifVersion };
  return replyOf(
    await executeOnMatter(deps.table, call.scope, target, command.decide, commandOf(call, command, 200)),
  );
};

/** A new matter for an API operation, answered with 201. */
export const runNewMatter = async <Content, Body>(
  call: Caller,
  deps: ApiDeps,
  command: Answering<Content, Body> & {
    readonly decide: () => Result<MatterChange<Content>> | Promise<Result<MatterChange<Content>>>;
  },
): Promise<Reply<Body>> =>
  replyOf(await createMatter(deps.table, call.scope, command.decide, commandOf(call, command, 201)));

/** The usual answer of a step. */
export const matterDone = (matter: Matter): { id: string; version: number } => ({
  id: matter.id,
  version: matter.version,
});
