import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../../api/me.ts';
import type { LimitRules } from '../../../../api/types.ts';
import { MoveDialog } from './MoveDialog.tsx';

interface Props {
  readonly tenantId: string;
  readonly rules: LimitRules;
}

/** All versions, newest first; what runs can be moved to the newest, finding by finding. */
export const LimitVersions = ({ tenantId, rules }: Props) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const [moving, setMoving] = useState(false);
  const [newest] = rules.versions;
  if (!newest)
    return (
      <section>
        <h3>{t('limits.versions')}</h3>
        <p className="muted">{t('limits.noVersions')}</p>
      </section>
    );
  return (
    <section>
      <h3>{t('limits.versions')}</h3>
      {may('limit.configure') ? (
        <Button className="below" onClick={() => setMoving(true)}>
          {t('limits.moveRunning')}
        </Button>
      ) : null}
      <ol className="plain-list">
        {rules.versions.map(({ version, effectiveFrom, reason, decidedByName, decidedAt }) => (
          <li key={version}>
            {t('limits.version', {
              version,
              effectiveFrom,
              reason,
              by: decidedByName,
              at: decidedAt.slice(0, 10),
            })}
          </li>
        ))}
      </ol>
      {moving ? <MoveDialog tenantId={tenantId} version={newest} onClose={() => setMoving(false)} /> : null}
    </section>
  );
};
