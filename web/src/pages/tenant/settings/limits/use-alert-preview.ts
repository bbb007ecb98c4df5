import type { BodyInputOf, OutputOf } from '@xuncha/contracts';
import { useState } from 'react';
import { useApi } from '../../../../api/client-context.ts';
import { tryAgain } from '../../../../api/try-again.ts';

type Change = OutputOf<'limits.previewAlerts'>['changes'][number];
type Thresholds = BodyInputOf<'limits.previewAlerts'>['alerts'];

export interface AlertPreview {
  readonly running: boolean;
  readonly looked: number;
  /** Undefined until it was asked for. */
  readonly changes: readonly Change[] | undefined;
  readonly error: unknown;
  start(alerts: Thresholds): Promise<void>;
}

const IDLE = { running: false, looked: 0, changes: undefined, error: undefined } as const;

/** Asks page by page which findings would have another colour, and tells how far it is. */
export const useAlertPreview = (tenantId: string): AlertPreview => {
  const { client } = useApi();
  const [state, setState] = useState<Omit<AlertPreview, 'start'>>(IDLE);
  const start: AlertPreview['start'] = async (alerts) => {
    const changes: Change[] = [];
    let looked = 0;
    let cursor: string | undefined;
    setState({ ...IDLE, running: true, changes });
    try {
      do {
        const body = { alerts, cursor };
        const idempotencyKey = crypto.randomUUID();
        const { data } = await tryAgain(() =>
          client.call('limits.previewAlerts', { params: { tenantId }, body, idempotencyKey }),
        );
        looked += data.looked;
        changes.push(...data.changes);
        cursor = data.next;
        setState({ running: cursor !== undefined, looked, changes: [...changes], error: undefined });
      } while (cursor);
    } catch (error) {
      setState({ running: false, looked, changes: [...changes], error });
    }
  };
  return { ...state, start };
};
