import { ProblemError } from '@xuncha/contracts';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { ArchiveExport } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { Chip, type Tone } from '../../../components/Chip.tsx';
import { showInstant } from '../../../components/dates.ts';
import { followLink } from '../../../components/follow-link.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { ReasonDialog } from '../../../components/ReasonDialog.tsx';
import { showBytes } from '../../../components/sizes.ts';
import { useToast } from '../../../components/use-toast.ts';
import { colon, inBrackets } from '../../../i18n/punctuation.ts';
import { told } from '../../../i18n/server-words.ts';
import { ExportDecision } from './ExportDecision.tsx';

const TONES: Readonly<Record<ArchiveExport['status'], Tone>> = {
  requested: 'amber',
  refused: 'red',
  queued: 'neutral',
  building: 'blue',
  ready: 'green',
  failed: 'red',
  cancelled: 'neutral',
  expired: 'neutral',
};

/** What is being done, and how much of it: bytes and files once they are known. */
const Building = ({ archive }: { readonly archive: ArchiveExport }) => {
  const { t } = useTranslation();
  const { step, findingsDone = 0, filesTotal = 0, filesDone = 0, bytesTotal = 0, bytesDone = 0 } = archive;
  const composing = step === 'compose';
  const label = composing
    ? t('archives.composing', {
        files: filesDone,
        filesTotal,
        bytes: showBytes(bytesDone),
        bytesTotal: showBytes(bytesTotal),
      })
    : step
      ? t(`archives.step.${step}`, { done: findingsDone })
      : t('archives.status.queued');
  return (
    <div role="status">
      <p className="muted">{label}</p>
      <ProgressBar
        value={composing && bytesTotal ? (bytesDone / bytesTotal) * 100 : 0}
        status="active"
        label={label}
      />
    </div>
  );
};

const CancelButton = ({ archive }: { readonly archive: ArchiveExport }) => {
  const { t } = useTranslation();
  const cancel = useCommand('archives.cancel', ['archives.list']);
  const call = () => cancel.mutate({ params: { tenantId: archive.tenantId, archiveId: archive.id } });
  return (
    <>
      <Popconfirm title={t('archives.cancelTitle')} okText={t('archives.cancel')} onConfirm={call}>
        <Button loading={cancel.isPending} aria-label={`${t('archives.cancel')}${colon()}${archive.no}`}>
          {t('archives.cancel')}
        </Button>
      </Popconfirm>
      <ProblemAlert error={cancel.error} onRetry={call} />
    </>
  );
};

/** The ZIP is gone, what it was made of is kept: the same bytes once more, for a purpose that is recorded. */
const RebuildButton = ({ archive }: { readonly archive: ArchiveExport }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const rebuild = useCommand('archives.rebuild', ['archives.list', 'inbox.list']);
  return (
    <>
      <Button
        onClick={() => setOpen(true)}
        aria-label={`${t('archives.rebuild.action')}${colon()}${archive.no}`}
      >
        {t('archives.rebuild.action')}
      </Button>
      <ReasonDialog
        open={open}
        title={t('archives.rebuild.title', { no: archive.no })}
        hint={t('archives.rebuild.hint')}
        label={t('field.purpose')}
        maxLength={200}
        submitText={t('archives.rebuild.action')}
        pending={rebuild.isPending}
        error={rebuild.error}
        onClose={() => setOpen(false)}
        onSubmit={(reason) =>
          rebuild.mutate(
            { params: { tenantId: archive.tenantId, archiveId: archive.id }, body: { reason } },
            {
              onSuccess: ({ data }) => {
                setOpen(false);
                toast.success(t(data.status === 'requested' ? 'archives.asked' : 'archives.queued'));
              },
            },
          )
        }
      />
    </>
  );
};

/** The file is no longer there, although its last day may not be over. */
const isGone = (error: unknown): boolean => error instanceof ProblemError && error.code === 'archive_expired';

type Bag = NonNullable<ArchiveExport['bags']>[number];

/** One ZIP with its proofs; the fingerprint is what the offline verifier is told. */
const BagDownload = ({ archive, bag }: { readonly archive: ArchiveExport; readonly bag: Bag }) => {
  const { t } = useTranslation();
  const download = useCommand('archives.download');
  const fetchLink = () =>
    download.mutate(
      {
        params: { tenantId: archive.tenantId, archiveId: archive.id },
        query: { bag: bag.number },
      },
      { onSuccess: ({ data }) => followLink(data) },
    );
  const several = (archive.bags?.length ?? 0) > 1;
  return (
    <li>
      {several ? (
        <p>
          {t('archives.bag', {
            number: bag.number,
            findings: bag.findings,
            matters: bag.matters ?? 0,
            files: bag.files,
            size: showBytes(bag.size ?? 0),
          })}
        </p>
      ) : null}
      <p className="muted">
        <code className="hash">{t('archives.fingerprint', { hash: bag.fingerprint ?? '' })}</code>
      </p>
      <Button
        type="primary"
        loading={download.isPending}
        aria-label={`${t('action.download')}${colon()}${bag.fileName}`}
        onClick={fetchLink}
      >
        {t('action.download')}
      </Button>
      <ProblemAlert error={download.error} onRetry={fetchLink} />
      {isGone(download.error) ? <RebuildButton archive={archive} /> : null}
    </li>
  );
};

/** For whom it waits, who decided, how often it was downloaded. */
const Governance = ({ archive }: { readonly archive: ArchiveExport }) => {
  const { t } = useTranslation();
  const { status, approver, decision, downloads, lastDownload, rebuild } = archive;
  return (
    <>
      {rebuild ? (
        <p className="muted">
          {t('archives.rebuild.asked', {
            name: rebuild.byName,
            at: showInstant(rebuild.at),
            reason: rebuild.reason,
          })}
        </p>
      ) : null}
      {status === 'requested' && approver ? (
        <p role="status">{t('archives.awaits', { approver: t(`archives.approver.${approver}`) })}</p>
      ) : null}
      {decision ? (
        <p className={decision.outcome === 'refuse' ? 'upload-failure' : 'muted'}>
          {t(decision.outcome === 'approve' ? 'archives.decision.approved' : 'archives.decision.refused', {
            name: decision.byName,
            at: showInstant(decision.at),
          })}
          {decision.reason ? `${colon()}${decision.reason}` : ''}
        </p>
      ) : null}
      {lastDownload ? (
        <p className="muted">
          {t('archives.downloads', {
            count: downloads,
            name: lastDownload.byName,
            at: showInstant(lastDownload.at),
          })}
        </p>
      ) : null}
    </>
  );
};

/** One export: what, for what, by whom; its progress, then its download. */
export const ArchiveRow = ({ archive }: { readonly archive: ArchiveExport }) => {
  const { t } = useTranslation();
  const may = useMay(archive.tenantId);
  const { status } = archive;
  return (
    <li className="list-row" data-testid="archive-row">
      <div className="evidence-head">
        <strong>{archive.scopeTitle}</strong>
        <Chip tone={TONES[status]}>{t(`archives.status.${status}`)}</Chip>
      </div>
      <p className="muted">
        {t('archives.number', { no: archive.no })} · {t('field.purpose')}
        {colon()}
        {archive.purpose} · {archive.createdByName} · {showInstant(archive.createdAt)}
      </p>
      <Governance archive={archive} />
      {archive.mayDecide ? <ExportDecision archive={archive} /> : null}
      {status === 'requested' && may('archive.export') ? <CancelButton archive={archive} /> : null}
      {status === 'queued' || status === 'building' ? (
        <>
          <Building archive={archive} />
          {may('archive.export') ? <CancelButton archive={archive} /> : null}
        </>
      ) : null}
      {archive.problem ? (
        <p className="upload-failure" role="alert">
          {told(archive.problem)}
          {inBrackets(t('problem.code', { code: archive.problem.code }))}
        </p>
      ) : null}
      {status === 'expired' ? <p className="muted below">{t('archives.expired')}</p> : null}
      {archive.mayRebuild && may('archive.export') ? <RebuildButton archive={archive} /> : null}
      {status === 'ready' ? (
        <>
          <p>
            {t('archives.contents', {
              findings: archive.findings ?? 0,
              matters: archive.matters ?? 0,
              files: archive.files ?? 0,
              size: showBytes(archive.size ?? archive.bytes ?? 0),
            })}
          </p>
          {archive.expiresOn ? (
            <p className="muted">{t('archives.expiresOn', { date: archive.expiresOn })}</p>
          ) : null}
          {archive.missing ? (
            <p className="upload-failure">{t('archives.missing', { count: archive.missing })}</p>
          ) : null}
          {may('archive.export') ? (
            <ul className="plain-list">
              {(archive.bags ?? []).map((bag) => (
                <BagDownload key={bag.number} archive={archive} bag={bag} />
              ))}
            </ul>
          ) : null}
        </>
      ) : null}
    </li>
  );
};
