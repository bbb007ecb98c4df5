import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AlertChip } from '../../../../components/AlertChip.tsx';
import type { AlertPreview } from './use-alert-preview.ts';

type Level = NonNullable<AlertPreview['changes']>[number]['from'];

const Colour = ({ level }: { readonly level: Level }) => {
  const { t } = useTranslation();
  return level ? <AlertChip level={level} /> : <span className="muted">{t('limits.alertNone')}</span>;
};

/** Findings that would turn another colour today, each with the reason (F10). */
export const AlertChanges = ({
  tenantId,
  preview,
}: {
  readonly tenantId: string;
  readonly preview: AlertPreview;
}) => {
  const { t } = useTranslation();
  const { changes, looked, running } = preview;
  if (!changes) return null;
  const count = { looked, moved: changes.length };
  return (
    <section className="limit-moves" aria-live="polite" aria-label={t('limits.alertChanges')}>
      <p>{t(running ? 'limits.alertLooking' : 'limits.alertLooked', count)}</p>
      <ul className="plain-list">
        {changes.map(({ findingId, no, title, from, to, reasons }) => (
          <li key={findingId} data-testid="alert-change">
            <Link to={`/t/${tenantId}/findings/${findingId}`}>
              {t('limits.changeOfAlert', { no, title })}
            </Link>
            <Colour level={from} /> → <Colour level={to} />
            {reasons.length > 0 ? <p className="muted">{reasons.join('；')}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  );
};
