import { useTranslation } from 'react-i18next';
import { useMe } from '../api/me.ts';
import { useMedia } from '../layout/use-media.ts';
import { showInstant } from './dates.ts';

interface Props {
  readonly unit: string;
  /** What the paper is about, as people file it: a finding's number, a meeting. */
  readonly subject: string;
}

/** Head of a printed page: whose matter it is, and who printed it when, as on every export. */
export const PrintHead = ({ unit, subject }: Props) => {
  const { t } = useTranslation();
  const me = useMe();
  // Drawn anew when the printing begins, so that the time is that of the paper.
  const printing = useMedia('print');
  return (
    <div className="print-only print-head" data-testid="print-head">
      <p>
        <strong>{unit}</strong>
        <span>{subject}</span>
      </p>
      <p>
        <span>{t('print.by', { name: me.name, unit: me.current.tenantName })}</span>
        {printing ? <span>{t('print.at', { time: showInstant(new Date().toISOString()) })}</span> : null}
        <span>{t('print.notice')}</span>
      </p>
    </div>
  );
};
