import type { OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useOperation } from '../../../api/use-operation.ts';
import { Chip } from '../../../components/Chip.tsx';
import { showInstant } from '../../../components/dates.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { showBytes } from '../../../components/sizes.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';

type Report = OutputOf<'fixity.get'>;

const Damages = ({
  tenantId,
  damages,
}: {
  readonly tenantId: string;
  readonly damages: Report['damages'];
}) => {
  const { t } = useTranslation();
  if (damages.length === 0) return <p className="ok-text">{t('fixity.intact')}</p>;
  return (
    <ul className="plain-list">
      {damages.map((damage) => (
        <li key={damage.sha256} className="upload-row" data-testid="damage">
          <div className="upload-head">
            <Link className="file-name" to={`/t/${tenantId}/findings/${damage.findingId}#measures`}>
              {damage.fileName}
            </Link>
            <Chip tone="red">{t(`fixity.code.${damage.code}`)}</Chip>
            <span className="muted nowrap">{showInstant(damage.foundAt)}</span>
          </div>
          <p className="upload-failure">{inWords(damage.message)}</p>
        </li>
      ))}
    </ul>
  );
};

const Runs = ({ runs }: Pick<Report, 'runs'>) => {
  const { t } = useTranslation();
  if (runs.length === 0) return <EmptyState title={t('fixity.never')} hint={t('fixity.neverHint')} />;
  return (
    <>
      {runs.every(({ checked }) => checked === 0) ? <p className="muted">{t('fixity.nothingDue')}</p> : null}
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('fixity.night')}</th>
            {(['checked', 'rehashed', 'damaged', 'missing', 'renewed'] as const).map((name) => (
              <th key={name} scope="col" className="number">
                {t(`fixity.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.date} data-testid="fixity-run">
              <td data-label={t('fixity.night')}>
                {run.date} {run.left ? <Chip tone="amber">{t('fixity.left')}</Chip> : null}
              </td>
              <td className="number" data-label={t('fixity.checked')}>
                {run.checked}
              </td>
              <td className="number" data-label={t('fixity.rehashed')}>
                {run.rehashed}{' '}
                {run.rehashed > 0 ? <span className="muted">{showBytes(run.rehashedBytes)}</span> : null}
              </td>
              <td className="number" data-label={t('fixity.damaged')}>
                {run.damaged}
              </td>
              <td className="number" data-label={t('fixity.missing')}>
                {run.missing}
              </td>
              <td className="number" data-label={t('fixity.renewed')}>
                {run.renewed}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
};

const Fixity = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const query = useOperation('fixity.get', { params: { tenantId } });
  return (
    <>
      <PageHeader title={t('fixity.title')} intro={t('fixity.intro')} />
      <Loaded query={query}>
        {({ runs, damages }) => (
          <>
            <section className="card" aria-labelledby="damages-title">
              <h2 id="damages-title">
                {t('fixity.open')} <span className="count">{damages.length}</span>
              </h2>
              <Damages tenantId={tenantId} damages={damages} />
            </section>
            <section className="card" aria-labelledby="runs-title">
              <h2 id="runs-title">{t('fixity.runs')}</h2>
              <Runs runs={runs} />
            </section>
          </>
        )}
      </Loaded>
    </>
  );
};

/** Route /t/:tenantId/fixity. */
export default function FixityPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="fixity.read" tenantId={tenantId}>
      <Fixity key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
