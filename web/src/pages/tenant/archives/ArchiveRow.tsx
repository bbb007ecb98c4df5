import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ArchiveExport } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { Chip, type Tone } from '../../../components/Chip.tsx';
import { showInstant } from '../../../components/dates.ts';
import { followLink } from '../../../components/follow-link.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { showBytes } from '../../../components/sizes.ts';

const TONES: Readonly<Record<ArchiveExport['status'], Tone>> = {
  queued: 'neutral',
  building: 'blue',
  ready: 'green',
  failed: 'red',
};

const Building = ({ archive }: { readonly archive: ArchiveExport }) => {
  const { t } = useTranslation();
  const { findings, findingsDone = 0 } = archive;
  const label = findings
    ? t('archives.progress', { done: findingsDone, total: findings })
    : t('archives.status.queued');
  return (
    <div role="status">
      <p className="muted">{label}</p>
      <ProgressBar value={findings ? (findingsDone / findings) * 100 : 0} status="active" label={label} />
    </div>
  );
};

/** One export: what, for what, by whom; its progress, then its download. */
export const ArchiveRow = ({ archive }: { readonly archive: ArchiveExport }) => {
  const { t } = useTranslation();
  const download = useCommand('archives.download');
  const fetchLink = () =>
    download.mutate(
      { params: { tenantId: archive.tenantId, archiveId: archive.id } },
      { onSuccess: ({ data }) => followLink(data) },
    );
  const { status } = archive;
  return (
    <li className="list-row" data-testid="archive-row">
      <div className="evidence-head">
        <strong>{archive.scopeTitle}</strong>
        <Chip tone={TONES[status]}>{t(`archives.status.${status}`)}</Chip>
      </div>
      <p className="muted">
        {t('archives.number', { no: archive.no })} · {t('field.purpose')}：{archive.purpose} ·{' '}
        {archive.createdByName} · {showInstant(archive.createdAt)}
      </p>
      {status === 'queued' || status === 'building' ? <Building archive={archive} /> : null}
      {archive.problem ? (
        <p className="upload-failure" role="alert">
          {archive.problem.message}（{t('problem.code', { code: archive.problem.code })}）
        </p>
      ) : null}
      {status === 'ready' ? (
        <>
          <p>
            {t('archives.contents', {
              findings: archive.findings ?? 0,
              files: archive.files ?? 0,
              size: showBytes(archive.size ?? archive.bytes ?? 0),
            })}
          </p>
          {archive.sha256 ? (
            <p className="muted">
              <code className="hash">{t('evidence.sha', { hash: archive.sha256 })}</code>
            </p>
          ) : null}
          <Button
            type="primary"
            loading={download.isPending}
            aria-label={`${t('action.download')}：${archive.no}`}
            onClick={fetchLink}
          >
            {t('action.download')}
          </Button>
        </>
      ) : null}
      <ProblemAlert error={download.error} onRetry={fetchLink} />
    </li>
  );
};
