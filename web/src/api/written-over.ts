import { hashKey } from '@tanstack/react-query';
import { type Answer, type CallInput, type OperationId, ProblemError } from '@xuncha/contracts';

/** What is read, of which the command writes over a part. */
export interface WrittenOver<Read> {
  /** As the person saw it when they sent. */
  readonly seen: Read;
  readonly readNow: () => Promise<{ readonly data: Read; readonly etag: string | undefined }>;
  readonly part: (read: Read) => unknown;
}

/** Commands of other people, and one's own that are still on their way, that may come in between. */
const TRIES = 3;

const isStale = (error: unknown): boolean => error instanceof ProblemError && error.status === 412;

/**
 * Sends a command that names the version it was written over (`If-Match`). That version moves on with every change of
 * the whole, though: where the very part that is written over still is as the person saw it, the same is sent again over
 * the present version; where somebody has changed that part, it is theirs to decide.
 */
export const sendOver = async <Id extends OperationId, Read>(
  input: CallInput<Id>,
  send: (input: CallInput<Id>) => Promise<Answer<Id>>,
  { seen, readNow, part }: WrittenOver<Read>,
): Promise<Answer<Id>> => {
  let present = input;
  for (let tries = 1; ; tries += 1) {
    try {
      return await send(present);
    } catch (error) {
      if (!isStale(error) || tries === TRIES) throw error;
      const now = await readNow();
      if (hashKey([part(now.data)]) !== hashKey([part(seen)])) throw error;
      present = Object.assign({}, input, { ifMatch: now.etag });
    }
  }
};
