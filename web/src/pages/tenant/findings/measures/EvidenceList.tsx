import { useTranslation } from 'react-i18next';
import type { EvidenceItem } from '../../../../api/types.ts';
import { EvidenceRow } from './EvidenceRow.tsx';

/** Files of one measure or meeting. */
export const EvidenceList = ({ items }: { readonly items: readonly EvidenceItem[] }) => {
  const { t } = useTranslation();
  if (items.length === 0) return <p className="muted">{t('finding.noEvidence')}</p>;
  const verified = items.filter(({ status }) => status === 'verified').length;
  return (
    <div className="evidence">
      <h4>
        {t('finding.evidence')} <span className="muted">{t('measure.evidenceCount', { verified })}</span>
      </h4>
      <ul className="plain-list">
        {items.map((item) => (
          <EvidenceRow key={item.id} item={item} />
        ))}
      </ul>
    </div>
  );
};
