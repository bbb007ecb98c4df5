import { DownloadOutlined, EyeOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceItem } from '../../../../api/types.ts';
import { useCommand } from '../../../../api/use-operation.ts';
import { followLink } from '../../../../components/follow-link.ts';
import { ProblemAlert } from '../../../../components/ProblemAlert.tsx';
import { colon } from '../../../../i18n/punctuation.ts';
import { canPreview, PreviewDialog } from '../../../../preview/PreviewDialog.tsx';
import { useFinding } from '../finding-context.ts';

/** Shows a picture, PDF or plain text on the page, and saves any file by a short-lived address, asked for when it is wanted. */
export const EvidenceLink = ({ item }: { readonly item: EvidenceItem }) => {
  const { t } = useTranslation();
  const { tenantId, findingId } = useFinding();
  const [shown, setShown] = useState(false);
  const download = useCommand('evidence.download');
  const fetchLink = () =>
    download.mutate(
      { params: { tenantId, findingId, evidenceId: item.id } },
      { onSuccess: ({ data }) => followLink(data) },
    );
  return (
    <>
      {canPreview(item) ? (
        <Button
          size="small"
          icon={<EyeOutlined />}
          aria-label={`${t('evidence.preview')}${colon()}${item.fileName}`}
          onClick={() => setShown(true)}
        >
          {t('evidence.preview')}
        </Button>
      ) : null}
      <Button
        size="small"
        icon={<DownloadOutlined />}
        loading={download.isPending}
        aria-label={`${t('evidence.download')}${colon()}${item.fileName}`}
        onClick={fetchLink}
      >
        {t('evidence.download')}
      </Button>
      {shown ? (
        <PreviewDialog
          tenantId={tenantId}
          findingId={findingId}
          item={item}
          onClose={() => setShown(false)}
        />
      ) : null}
      <ProblemAlert error={download.error} title={t('evidence.downloadFailed')} onRetry={fetchLink} />
    </>
  );
};
