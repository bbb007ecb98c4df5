import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Seal } from '../../../api/types.ts';
import { useCommand, useList } from '../../../api/use-operation.ts';
import { Chip } from '../../../components/Chip.tsx';
import { showInstant } from '../../../components/dates.ts';
import { followLink } from '../../../components/follow-link.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';

const FILES = ['file', 'publicKey', 'stamp'] as const;

/** One seal: what it covers, and the files an auditor checks it with. */
const SealRow = ({ seal }: { readonly seal: Seal }) => {
  const { t } = useTranslation();
  const fetched = useCommand('seals.get');
  const { tenantId, number } = seal;
  const fetchLink = (which: (typeof FILES)[number]) =>
    fetched.mutate(
      { params: { tenantId, number: String(number) } },
      {
        onSuccess: ({ data }) => {
          const link = data[which];
          if (link) followLink(link);
        },
      },
    );
  const sound = seal.late === 0 && seal.conflicts === 0;
  return (
    <li className="list-row" data-testid="seal-row">
      <div className="evidence-head">
        <strong>{t('seals.number', { number })}</strong>
        <Chip tone={sound ? 'green' : 'red'}>{t(sound ? 'seals.signed' : 'seals.doubtful')}</Chip>
      </div>
      <p className="muted">
        {showInstant(seal.at)} · {t('seals.covers', { chains: seal.chains, changed: seal.changed })}
        {seal.stampedAt ? ` · ${t('seals.stamped')}` : ''}
      </p>
      {sound ? null : (
        <p className="upload-failure" role="alert">
          {t('seals.doubt', { late: seal.late, conflicts: seal.conflicts })}
        </p>
      )}
      <p className="muted">
        <code className="hash">{t('seals.key', { fingerprint: seal.keyFingerprint })}</code>
      </p>
      <div className="actions">
        {FILES.filter((which) => which !== 'stamp' || seal.stampedAt).map((which) => (
          <Button
            key={which}
            size="small"
            loading={fetched.isPending}
            aria-label={`${t(`seals.download.${which}`)} ${t('seals.number', { number })}`}
            onClick={() => fetchLink(which)}
          >
            {t(`seals.download.${which}`)}
          </Button>
        ))}
      </div>
      {fetched.error ? <ProblemAlert error={fetched.error} /> : null}
    </li>
  );
};

/** 审计存证: the hourly seals over the unit's audit chains (G06), and how to check them. */
export const SealsCard = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const list = useList('seals.list', { params: { tenantId } });
  return (
    <section className="card" aria-labelledby="seals-title">
      <h2 id="seals-title">{t('seals.title')}</h2>
      <p className="muted">{t('seals.intro')}</p>
      <p className="muted">{t('seals.howTo')}</p>
      <LoadedList list={list} empty={t('seals.empty')} emptyHint={t('seals.emptyHint')}>
        {(seals) => (
          <ul className="plain-list">
            {seals.map((seal) => (
              <SealRow key={seal.number} seal={seal} />
            ))}
          </ul>
        )}
      </LoadedList>
    </section>
  );
};
