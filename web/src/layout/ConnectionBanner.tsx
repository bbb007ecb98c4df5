import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/client-context.ts';
import { useConnectionLost } from '../api/connection.ts';

/** Often enough to go on soon after a restart, seldom enough for a phone on a bad line. */
const LOOK_MS = 3_000;

/** While the server is not reached: says so, keeps looking, and reads again what is shown once it is back. */
export const ConnectionBanner = () => {
  const { t } = useTranslation();
  const { client } = useApi();
  const queries = useQueryClient();
  const lost = useConnectionLost();
  const wasLost = useRef(false);
  useEffect(() => {
    if (!lost) {
      if (wasLost.current)
        void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
      wasLost.current = false;
      return undefined;
    }
    wasLost.current = true;
    const timer = window.setInterval(() => void client.call('me.get', {}).catch(() => undefined), LOOK_MS);
    return () => window.clearInterval(timer);
  }, [lost, client, queries]);
  return (
    <div role="status" className="connection no-print">
      {lost ? <p data-testid="connection-lost">{t('problem.connectionLost')}</p> : null}
    </div>
  );
};
