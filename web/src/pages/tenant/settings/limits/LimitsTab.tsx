import './limits.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../../api/me.ts';
import type { LimitRules } from '../../../../api/types.ts';
import { useOperation } from '../../../../api/use-operation.ts';
import { Loaded } from '../../../../components/Loaded.tsx';
import { inWords } from '../../../../i18n/server-words.ts';
import { LimitsEditor } from './LimitsEditor.tsx';
import { LimitVersions } from './LimitVersions.tsx';
import { useLimitWords } from './limit-words.ts';

/** When findings turn blue and yellow, with the formula (F10). */
const AlertRules = ({ alerts }: { readonly alerts: LimitRules['alerts'] }) => {
  const { t } = useTranslation();
  return (
    <section data-testid="alert-rules">
      <h3>{t('limits.alerts')}</h3>
      <ul>
        {alerts.formula.map((line) => (
          <li key={line}>{inWords(line)}</li>
        ))}
      </ul>
      {alerts.version === 0 ? null : <p className="muted">{t('limits.alertsUsual', alerts.usual)}</p>}
    </section>
  );
};

/** The unit's limits: what counts, why, since when; HQ publishes new versions here (H04). */
export const LimitsTab = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const words = useLimitWords();
  const [editing, setEditing] = useState(false);
  const query = useOperation('limits.get', { params: { tenantId } });
  return (
    <Loaded query={query}>
      {(rules, etag) =>
        editing && etag ? (
          <LimitsEditor tenantId={tenantId} rules={rules} etag={etag} onClose={() => setEditing(false)} />
        ) : (
          <>
            <p className="below">{t('limits.hint')}</p>
            {may('limit.configure') ? (
              <Button type="primary" className="below" onClick={() => setEditing(true)}>
                {t('limits.change')}
              </Button>
            ) : null}
            <dl className="limit-rules">
              {rules.rules.map(({ ruleId, name, trigger, limit, usual, example }) => (
                <div key={ruleId}>
                  <dt>{inWords(name)}</dt>
                  <dd>
                    <strong>
                      {t(limit.unit === 'year_end' ? 'limits.endOf' : 'limits.after', {
                        trigger: inWords(trigger),
                        limit: words(limit),
                      })}
                    </strong>
                    {words(limit) === words(usual) ? null : (
                      <span className="muted">{t('limits.usual', { limit: words(usual) })}</span>
                    )}
                    <details>
                      <summary>{t('limits.example')}</summary>
                      <p>{inWords(example)}</p>
                    </details>
                  </dd>
                </div>
              ))}
            </dl>
            <AlertRules alerts={rules.alerts} />
            <LimitVersions tenantId={tenantId} rules={rules} />
          </>
        )
      }
    </Loaded>
  );
};
