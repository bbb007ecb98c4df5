import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArchiveExport } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';

/** Approve or refuse a request; shown to whom the server says it waits for. */
export const ExportDecision = ({ archive }: { readonly archive: ArchiveExport }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const field = useId();
  const decide = useCommand('archives.decide', ['archives.list', 'inbox.list']);
  const call = (outcome: 'approve' | 'refuse') =>
    decide.mutate({
      params: { tenantId: archive.tenantId, archiveId: archive.id },
      body: { outcome, ...(reason.trim() ? { reason: reason.trim() } : {}) },
    });
  return (
    <div className="spaced">
      <label htmlFor={field}>{t('archives.decision.reason')}</label>
      <Input id={field} maxLength={200} value={reason} onChange={({ target }) => setReason(target.value)} />
      <div className="actions">
        <Button
          type="primary"
          loading={decide.isPending}
          aria-label={`${t('archives.decision.approve')}：${archive.no}`}
          onClick={() => call('approve')}
        >
          {t('archives.decision.approve')}
        </Button>
        <Button
          danger
          loading={decide.isPending}
          aria-label={`${t('archives.decision.refuse')}：${archive.no}`}
          onClick={() => call('refuse')}
        >
          {t('archives.decision.refuse')}
        </Button>
      </div>
      <ProblemAlert error={decide.error} />
    </div>
  );
};
