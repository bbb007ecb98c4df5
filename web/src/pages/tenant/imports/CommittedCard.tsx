import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { ImportDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { LinkButton } from '../../../components/LinkButton.tsx';
import { ReasonDialog } from '../../../components/ReasonDialog.tsx';
import { CorrectionButton } from './CorrectionButton.tsx';

/** What the import brought, where to go on, and the way back. */
export const CommittedCard = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const may = useMay(detail.tenantId);
  const [undoing, setUndoing] = useState(false);
  const undo = useCommand('imports.undo', ['imports.get', 'imports.list', 'findings.list', 'batches.list']);
  const base = `/t/${detail.tenantId}`;
  return (
    <section className="card">
      <Alert
        type="success"
        showIcon
        title={t('imports.committed', { imported: detail.imported ?? detail.done })}
        description={t('imports.committedHint', { skipped: detail.skipped ?? 0 })}
      />
      <CorrectionButton detail={detail} />
      <div className="actions">
        {may('batch.read') ? (
          <LinkButton type="primary" to={`${base}/batches`}>
            {t('imports.toBatch')}
          </LinkButton>
        ) : null}
        <LinkButton
          to={detail.batchId ? `${base}/ledger?batchId=${detail.batchId}&state=draft` : `${base}/ledger`}
        >
          {t('imports.toLedger')}
        </LinkButton>
        <LinkButton to={`${base}/imports`}>{t('imports.again')}</LinkButton>
        {may('import.edit') ? (
          <Button danger onClick={() => setUndoing(true)}>
            {t('imports.undo')}
          </Button>
        ) : null}
      </div>
      <ReasonDialog
        open={undoing}
        danger
        title={t('imports.undo')}
        hint={t('imports.undoHint')}
        submitText={t('imports.undo')}
        pending={undo.isPending}
        error={undo.error}
        onClose={() => setUndoing(false)}
        onSubmit={(reason) =>
          undo.mutate(
            { params: { tenantId: detail.tenantId, importId: detail.id }, body: { reason } },
            { onSuccess: () => setUndoing(false) },
          )
        }
      />
    </section>
  );
};
