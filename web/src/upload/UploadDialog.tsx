import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog.tsx';
import { UnfinishedUploads } from './UnfinishedUploads.tsx';
import { UploadPanel } from './UploadPanel.tsx';
import { isRunning, type UploadTarget } from './upload-queue.ts';
import { useUploadQueue } from './use-upload-queue.ts';

interface Props {
  readonly tenantId: string;
  readonly findingId: string;
  readonly target: UploadTarget;
  readonly title: string;
  readonly open: boolean;
  readonly multiple?: boolean;
  readonly onClose: () => void;
}

/** Each measure, and each case for its minutes, has a list of its own. */
const placeOf = (findingId: string, target: UploadTarget): string =>
  target.purpose === 'measure'
    ? `${findingId}/${target.measureId}/${target.replaces ?? ''}`
    : `${findingId}/${target.caseId}`;

/** Uploading in a dialog. Closing it does not stop running uploads; opening it again shows them. */
export const UploadDialog = ({ tenantId, findingId, target, title, open, multiple, onClose }: Props) => {
  const { t } = useTranslation();
  const { queue, entries } = useUploadQueue(tenantId, placeOf(findingId, target));
  return (
    <Dialog
      open={open}
      title={title}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <>
          {entries.some(isRunning) ? <span className="muted dialog-note">{t('upload.leave')}</span> : null}
          <Button onClick={onClose}>{t('action.close')}</Button>
        </>
      }
    >
      <UnfinishedUploads tenantId={tenantId} findingId={findingId} queue={queue} entries={entries} />
      <UploadPanel queue={queue} entries={entries} place={{ findingId, target }} multiple={multiple} />
    </Dialog>
  );
};
