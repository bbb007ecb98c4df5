import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ImportDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { followLink } from '../../../components/follow-link.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';

/** The rows that could not be imported, each wrong cell marked, to be corrected and uploaded again. */
export const CorrectionButton = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const workbook = useCommand('imports.correctionWorkbook');
  if (!detail.correctable) return null;
  const fetchLink = () =>
    workbook.mutate(
      { params: { tenantId: detail.tenantId, importId: detail.id } },
      { onSuccess: ({ data }) => followLink(data) },
    );
  return (
    <div className="correction">
      <Button loading={workbook.isPending} onClick={fetchLink} aria-describedby="correction-hint">
        {t('imports.correction')}
      </Button>
      <p id="correction-hint" className="muted">
        {t('imports.correctionHint')}
      </p>
      <ProblemAlert error={workbook.error} onRetry={fetchLink} />
    </div>
  );
};
