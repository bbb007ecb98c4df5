import { Button, Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArchiveExport } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { useDraftState } from '../../../drafts/use-draft-state.ts';
import { colon } from '../../../i18n/punctuation.ts';

/** Approve or refuse a request; shown to whom the server says it waits for. */
export const ExportDecision = ({ archive }: { readonly archive: ArchiveExport }) => {
  const { t } = useTranslation();
  const draft = useDraftState(`archive/${archive.id}`, { reason: '' });
  const reason = draft.value.reason.trim();
  const field = useId();
  const decide = useCommand('archives.decide', ['archives.list', 'inbox.list']);
  const call = (outcome: 'approve' | 'refuse') =>
    decide
      .mutateAsync({
        params: { tenantId: archive.tenantId, archiveId: archive.id },
        body: { outcome, ...(reason ? { reason } : {}) },
      })
      // A promise, not the hook's callback: that is silent once the list has come without this request.
      .then(draft.clear, () => undefined);
  return (
    <div className="spaced">
      <label htmlFor={field}>{t('archives.decision.reason')}</label>
      <Input
        id={field}
        maxLength={200}
        value={draft.value.reason}
        onChange={({ target }) => draft.change({ reason: target.value })}
      />
      <div className="actions">
        <Button
          type="primary"
          loading={decide.isPending}
          aria-label={`${t('archives.decision.approve')}${colon()}${archive.no}`}
          onClick={() => call('approve')}
        >
          {t('archives.decision.approve')}
        </Button>
        <Button
          danger
          loading={decide.isPending}
          aria-label={`${t('archives.decision.refuse')}${colon()}${archive.no}`}
          onClick={() => call('refuse')}
        >
          {t('archives.decision.refuse')}
        </Button>
      </div>
      <ProblemAlert error={decide.error} />
    </div>
  );
};
