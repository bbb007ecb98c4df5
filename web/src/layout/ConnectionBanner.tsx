import { useIsMutating, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/client-context.ts';
import { useConnectionLost } from '../api/connection.ts';

/** Often enough to go on soon after a restart, seldom enough for a phone on a bad line. */
const LOOK_MS = 3_000;

/** Does not change on the server: who is signed in, and the bytes of a file that is being looked at. */
const NEVER_STALE = new Set<unknown>(['session', 'preview']);

/** While the server is not reached: says so, keeps looking, and reads again what is shown once it is back. */
export const ConnectionBanner = () => {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const lost = useConnectionLost();
  // Others may get through meanwhile: what has not arrived is still on its way.
  const repeating = useIsMutating({ predicate: ({ state }) => state.failureCount > 0 }) > 0;
  const wasLost = useRef(false);
  useEffect(() => {
    if (!lost) {
      if (wasLost.current)
        void queries.invalidateQueries({ predicate: ({ queryKey }) => !NEVER_STALE.has(queryKey[0]) });
      wasLost.current = false;
      return undefined;
    }
    wasLost.current = true;
    const timer = window.setInterval(() => void client.call('me.get', {}).catch(() => undefined), LOOK_MS);
    return () => window.clearInterval(timer);
  }, [lost, client, queries]);
  return (
    <div role="status" className="connection no-print">
      {lost || repeating ? <p data-testid="connection-lost">{t('problem.connectionLost')}</p> : null}
    </div>
  );
};
