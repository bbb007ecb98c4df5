import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { EvidenceItem } from '../../../../api/types.ts';
import { useCommand } from '../../../../api/use-operation.ts';
import { followLink } from '../../../../components/follow-link.ts';
import { ProblemAlert } from '../../../../components/ProblemAlert.tsx';
import { useFinding } from '../finding-context.ts';

/** Opens or saves a file by a short-lived address, asked for when it is wanted. */
export const EvidenceLink = ({ item }: { readonly item: EvidenceItem }) => {
  const { t } = useTranslation();
  const { tenantId, findingId } = useFinding();
  const download = useCommand('evidence.download');
  const fetchLink = () =>
    download.mutate(
      { params: { tenantId, findingId, evidenceId: item.id } },
      { onSuccess: ({ data }) => followLink(data) },
    );
  return (
    <>
      <Button
        size="small"
        icon={<DownloadOutlined />}
        loading={download.isPending}
        aria-label={`${t('evidence.preview')}：${item.fileName}`}
        onClick={fetchLink}
      >
        {t('evidence.preview')}
      </Button>
      <ProblemAlert error={download.error} title={t('evidence.downloadFailed')} onRetry={fetchLink} />
    </>
  );
};
