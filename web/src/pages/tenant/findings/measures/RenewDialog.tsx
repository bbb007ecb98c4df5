import { extensionOf } from '@xuncha/domain';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { EvidenceItem } from '../../../../api/types.ts';
import { ClassifiedNotice } from '../../../../components/ClassifiedNotice.tsx';
import { Dialog } from '../../../../components/Dialog.tsx';
import { DropZone } from '../../../../upload/DropZone.tsx';
import { UploadEntryRow } from '../../../../upload/UploadEntryRow.tsx';
import type { UploadTarget } from '../../../../upload/upload-queue.ts';
import { useUploadQueue } from '../../../../upload/use-upload-queue.ts';
import { useFinding } from '../finding-context.ts';

interface Props {
  readonly item: EvidenceItem;
  readonly onClose: () => void;
}

const targetOf = (item: EvidenceItem): UploadTarget =>
  item.purpose === 'minutes'
    ? { purpose: 'minutes', caseId: item.caseId ?? '' }
    : { purpose: 'measure', measureId: item.measureId ?? '' };

/** Sends the right file for an announcement that was refused or never arrived. */
export const RenewDialog = ({ item, onClose }: Props) => {
  const { t } = useTranslation();
  const { tenantId, findingId } = useFinding();
  const { queue, entries } = useUploadQueue(tenantId, `renew/${item.id}`);
  const place = { findingId, target: targetOf(item) };
  return (
    <Dialog
      open
      title={t('evidence.renewTitle', { name: item.fileName })}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={<Button onClick={onClose}>{t('action.close')}</Button>}
    >
      <p>{t('evidence.renewHint')}</p>
      <ClassifiedNotice kind="upload" />
      {entries.length === 0 ? (
        <DropZone
          label={t('upload.choose')}
          hint={item.fileName}
          accept={`.${extensionOf(item.fileName)}`}
          onFiles={([chosen]) => chosen && queue.replace(item.id, chosen, { formedOn: item.formedOn, place })}
        />
      ) : null}
      <ul className="plain-list upload-list">
        {entries.map((entry) => (
          <UploadEntryRow key={entry.key} entry={entry} queue={queue} />
        ))}
      </ul>
    </Dialog>
  );
};
