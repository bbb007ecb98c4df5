import { type Actor, personsOf } from '../actor.ts';
import { fail, type Result } from '../result.ts';
import type { MatterFile } from './matter-file.ts';

/** What people say was done about a matter: a reply to an order, a written statement, the result of a task. */
export interface MatterAnswer {
  /** Counted from 1; what was returned is answered again under the next number. */
  readonly no: number;
  readonly text: string;
  readonly fileIds: readonly string[];
  readonly byName: string;
  /** The person, and the absent one of a substitute: neither may check it (G07). */
  readonly by: readonly string[];
  readonly at: string;
  readonly check?: AnswerCheck & { readonly byName: string; readonly at: string };
}

/** The office accepts an answer, or returns it with the reason. */
export interface AnswerCheck {
  readonly outcome: 'accepted' | 'returned';
  readonly reason?: string;
}

export const withAnswer = (
  answers: readonly MatterAnswer[],
  said: Pick<MatterAnswer, 'text' | 'fileIds'>,
  actor: Actor,
  at: string,
): readonly MatterAnswer[] => [
  ...answers,
  { ...said, no: answers.length + 1, byName: actor.name, by: personsOf(actor), at },
];

/** The answers with the last one checked. */
export const withCheck = (
  answers: readonly MatterAnswer[],
  { outcome, reason }: AnswerCheck,
  actor: Actor,
  at: string,
): readonly MatterAnswer[] =>
  answers.map((answer, index) =>
    index === answers.length - 1
      ? { ...answer, check: { outcome, ...(reason ? { reason } : {}), byName: actor.name, at } }
      : answer,
  );

type Said = Pick<MatterAnswer, 'by'> | undefined;

/** Did this person say it, or the one this person stands in for (G07)? */
export const isOwnAnswer = (said: Said, actor: Actor): boolean =>
  personsOf(actor).some((person) => said?.by.includes(person));

export const refuseOwnAnswer = (said: Said, actor: Actor): Result<never> | undefined =>
  isOwnAnswer(said, actor)
    ? fail('forbidden', 'separation_of_duties', '不能审核本人提交的内容，请由其他人员办理。')
    : undefined;

/** Who gets something back must learn what is missing. */
export const refuseBareReturn = ({ outcome, reason }: AnswerCheck): Result<never> | undefined =>
  outcome === 'returned' && !reason?.trim()
    ? fail('invalid', 'reason_missing', '退回必须写明原因，让责任部门知道补什么。', { field: 'reason' })
    : undefined;

/** Papers named in a step: of its purpose, checked and kept, and not named by an earlier step. */
export const refuseFiles = (
  files: readonly MatterFile[],
  purpose: string,
  fileIds: readonly string[],
  earlier: readonly Pick<MatterAnswer, 'fileIds'>[],
): Result<never> | undefined => {
  const used = new Set(earlier.flatMap((one) => one.fileIds));
  for (const fileId of fileIds) {
    const file = files.find(({ id }) => id === fileId);
    if (file?.purpose !== purpose || used.has(fileId))
      return fail('invalid', 'file_unknown', '附件与本次办理不符，请重新选择文件。', { field: 'fileIds' });
    if (file.status !== 'verified')
      return fail('conflict', 'file_pending', `附件“${file.fileName}”还没有校验通过，请稍候或重新上传。`, {
        field: 'fileIds',
      });
  }
  return undefined;
};
