import type { BodyInputOf, OutputOf } from '@xuncha/contracts';
import { useRef, useState } from 'react';
import { useApi } from '../../../../api/client-context.ts';
import { tryAgain } from '../../../../api/try-again.ts';

export type Move = OutputOf<'limits.preview'>['moves'][number];

export interface Preview {
  readonly running: boolean;
  readonly looked: number;
  /** Undefined until it was asked for. */
  readonly moves: readonly Move[] | undefined;
  readonly error: unknown;
  start(limits: BodyInputOf<'limits.preview'>['limits']): Promise<void>;
}

const IDLE = { running: false, looked: 0, moves: undefined, error: undefined } as const;

/** Asks page by page which dates a change of the limits would move, and tells how far it is. */
export const usePreview = (tenantId: string): Preview => {
  const { client } = useApi();
  const [state, setState] = useState<Omit<Preview, 'start'>>(IDLE);
  const run = useRef(0);
  const start: Preview['start'] = async (limits) => {
    run.current += 1;
    const { current: mine } = run;
    // A run that another one has followed says nothing any more, and asks no further.
    const show = (next: Omit<Preview, 'start'>): boolean => {
      if (run.current === mine) setState(next);
      return run.current === mine;
    };
    const moves: Move[] = [];
    let looked = 0;
    let cursor: string | undefined;
    show({ ...IDLE, running: true, moves });
    try {
      do {
        const body = { limits, cursor };
        const idempotencyKey = crypto.randomUUID();
        const { data } = await tryAgain(() =>
          client.call('limits.preview', { params: { tenantId }, body, idempotencyKey }),
        );
        looked += data.looked;
        moves.push(...data.moves);
        cursor = data.next;
        if (!show({ running: cursor !== undefined, looked, moves: [...moves], error: undefined })) return;
      } while (cursor);
    } catch (error) {
      show({ running: false, looked, moves: [...moves], error });
    }
  };
  return { ...state, start };
};
