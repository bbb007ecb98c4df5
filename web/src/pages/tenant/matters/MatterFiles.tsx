import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import type { OperationId, OutputOf } from '@xuncha/contracts';
import { Button } from 'antd';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { ClassifiedNotice } from '../../../components/ClassifiedNotice.tsx';
import { showInstant } from '../../../components/dates.ts';
import { followLink } from '../../../components/follow-link.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { ReasonDialog } from '../../../components/ReasonDialog.tsx';
import { colon } from '../../../i18n/punctuation.ts';
import { told } from '../../../i18n/server-words.ts';
import { EVIDENCE_ACCEPT, objectionTo } from '../../../upload/check-file.ts';
import { UploadWaiting } from '../../../upload/UploadWaiting.tsx';
import { useMatterUpload } from './use-matter-upload.ts';

type MatterFileItem = OutputOf<'matterFiles.get'>;

interface Props {
  readonly tenantId: string;
  readonly matterId: string;
  readonly files: readonly MatterFileItem[];
  /** What an uploaded paper is to the matter, such as `minutes`; none: only a list. */
  readonly purpose?: string;
  /** Operations that show these files, read again after a change. */
  readonly refresh: readonly OperationId[];
}

/** Papers of a matter: what is there, in which state, and one more. */
export const MatterFiles = ({ tenantId, matterId, files, purpose, refresh }: Props) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const mayAttach = purpose !== undefined && may('matter.attach');
  return (
    <div className="matter-files">
      {files.length > 0 ? (
        <ul className="plain-list">
          {files.map((file) => (
            <FileRow
              key={file.id}
              place={{ tenantId, matterId, fileId: file.id }}
              file={file}
              mayWithdraw={mayAttach}
              refresh={refresh}
            />
          ))}
        </ul>
      ) : (
        <p className="muted">{t('matters.noFiles')}</p>
      )}
      {mayAttach ? (
        <Attach tenantId={tenantId} matterId={matterId} purpose={purpose} refresh={refresh} />
      ) : null}
    </div>
  );
};

const Attach = ({
  tenantId,
  matterId,
  purpose,
  refresh,
}: Pick<Props, 'tenantId' | 'matterId' | 'refresh'> & { readonly purpose: string }) => {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const { send, running, error } = useMatterUpload({ tenantId, matterId }, refresh);
  const [objection, setObjection] = useState<string>();
  const choose = (file: File | undefined) => {
    const found = file && objectionTo(file);
    setObjection(found && t(`upload.${found}`));
    if (file && !found) void send(file, purpose);
  };
  return (
    <div>
      <ClassifiedNotice kind="upload" />
      <input
        ref={input}
        id={id}
        type="file"
        className="visually-hidden"
        accept={EVIDENCE_ACCEPT}
        aria-label={t('matters.attach')}
        tabIndex={-1}
        onChange={({ target }) => {
          choose(target.files?.[0]);
          target.value = '';
        }}
      />
      <Button
        icon={<UploadOutlined />}
        disabled={running !== undefined}
        onClick={() => input.current?.click()}
      >
        {t('matters.attach')}
      </Button>
      {running ? <ProgressBar value={running.percent} label={running.fileName} status="active" /> : null}
      {running?.waiting ? <UploadWaiting /> : null}
      {objection ? (
        <p className="upload-failure" role="alert">
          {objection}
        </p>
      ) : null}
      <ProblemAlert error={error} title={t('matters.attachFailed')} />
    </div>
  );
};

const FileRow = ({
  place,
  file,
  mayWithdraw,
  refresh,
}: {
  readonly place: { readonly tenantId: string; readonly matterId: string; readonly fileId: string };
  readonly file: MatterFileItem;
  readonly mayWithdraw: boolean;
  readonly refresh: readonly OperationId[];
}) => {
  const { t } = useTranslation();
  const download = useCommand('matterFiles.download');
  const withdraw = useCommand('matterFiles.withdraw', refresh);
  const [asking, setAsking] = useState(false);
  return (
    <li className="evidence-row" data-testid="matter-file">
      <div>
        <p>
          {file.fileName} <span className="muted">{t(`matters.fileStatus.${file.status}`)}</span>
        </p>
        <p className="muted">
          {file.uploadedByName} · {showInstant(file.uploadedAt ?? file.registeredAt)}
        </p>
        {file.refusal ? <p className="upload-failure">{told(file.refusal)}</p> : null}
        {file.withdrawnReason ? <p className="muted">{file.withdrawnReason}</p> : null}
      </div>
      <div className="row-actions">
        {file.status === 'verified' ? (
          <Button
            size="small"
            icon={<DownloadOutlined />}
            loading={download.isPending}
            aria-label={`${t('evidence.download')}${colon()}${file.fileName}`}
            onClick={() => download.mutate({ params: place }, { onSuccess: ({ data }) => followLink(data) })}
          >
            {t('evidence.download')}
          </Button>
        ) : null}
        {mayWithdraw && file.status !== 'withdrawn' ? (
          <Button size="small" onClick={() => setAsking(true)}>
            {t('matters.withdrawFile')}
          </Button>
        ) : null}
      </div>
      <ProblemAlert error={download.error} title={t('evidence.downloadFailed')} />
      <ReasonDialog
        open={asking}
        title={t('matters.withdrawFile')}
        subject={file.id}
        pending={withdraw.isPending}
        error={withdraw.error}
        onClose={() => setAsking(false)}
        onSubmit={(reason) =>
          withdraw.mutate({ params: place, body: { reason } }, { onSuccess: () => setAsking(false) })
        }
      />
    </li>
  );
};
