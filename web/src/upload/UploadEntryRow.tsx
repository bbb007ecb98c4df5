import { ProblemError } from '@xuncha/contracts';
import { PARTED_FROM_BYTES } from '@xuncha/domain';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../components/Chip.tsx';
import { DateInput } from '../components/DateInput.tsx';
import { businessToday } from '../components/dates.ts';
import { ProgressBar } from '../components/ProgressBar.tsx';
import { showBytes } from '../components/sizes.ts';
import { inBrackets } from '../i18n/punctuation.ts';
import { problemInWords } from '../i18n/server-words.ts';
import { UploadRefused } from './put-file.ts';
import { UploadWaiting } from './UploadWaiting.tsx';
import {
  canCancel,
  canPause,
  canRetry,
  isRunning,
  type UploadEntry,
  type UploadPhase,
  type UploadQueue,
  VerificationSlow,
} from './upload-queue.ts';

const TONES: Readonly<Record<UploadPhase, Tone>> = {
  staged: 'neutral',
  waiting: 'neutral',
  hashing: 'blue',
  registering: 'blue',
  uploading: 'blue',
  verifying: 'blue',
  verified: 'green',
  paused: 'amber',
  refused: 'red',
  failed: 'red',
};

/** Hashing is the first tenth of the bar, the transfer the rest; verification shows a full, moving bar. */
const barOf = ({ phase, done }: UploadEntry): number => {
  if (phase === 'waiting') return 0;
  if (phase === 'hashing') return done * 10;
  if (phase === 'registering') return 10;
  if (phase === 'uploading') return 10 + done * 89;
  return 100;
};

const useFailure = () => {
  const { t } = useTranslation();
  return ({ refusal, error, phase }: UploadEntry): string | undefined => {
    if (phase === 'refused') return refusal;
    if (phase !== 'failed') return undefined;
    if (error instanceof ProblemError)
      return `${problemInWords(error.code) ?? error.message}${inBrackets(t('problem.code', { code: error.code }))}`;
    if (error instanceof UploadRefused) return t('upload.rejected', { status: error.status });
    if (error instanceof VerificationSlow) return t('upload.slow');
    return t('upload.interrupted');
  };
};

/** One file of the queue. */
export const UploadEntryRow = ({
  entry,
  queue,
}: {
  readonly entry: UploadEntry;
  readonly queue: UploadQueue;
}) => {
  const { t } = useTranslation();
  const failureOf = useFailure();
  const { key, file, phase, formedOn } = entry;
  const failure = failureOf(entry);
  return (
    <li className="upload-row" data-testid="upload-row">
      <div className="upload-head">
        <span className="file-name">{file.name}</span>
        {entry.note ? <span className="muted">{entry.note}</span> : null}
        <span className="muted nowrap">{showBytes(file.size)}</span>
        <Chip tone={TONES[phase]}>{t(`upload.phase.${phase}`)}</Chip>
      </div>
      {phase === 'staged' ? (
        <div className="upload-edit">
          <DateInput
            aria-label={t('upload.fileFormedOn', { name: file.name })}
            value={formedOn}
            max={businessToday()}
            onChange={(value) => value && queue.setFormedOn(key, value)}
          />
          <Button onClick={() => queue.remove(key)} aria-label={t('upload.remove', { name: file.name })}>
            {t('action.remove')}
          </Button>
        </div>
      ) : null}
      {isRunning(entry) ? (
        <ProgressBar
          value={barOf(entry)}
          label={t('upload.progressOf', { name: file.name })}
          status="active"
        />
      ) : null}
      {failure ? (
        <p className="upload-failure" role="alert">
          {failure}
        </p>
      ) : null}
      {entry.offline ? <UploadWaiting inParts={file.size >= PARTED_FROM_BYTES} /> : null}
      {entry.known ? <p className="muted">{t('upload.known')}</p> : null}
      {canPause(entry) ? (
        <Button
          size="small"
          onClick={() => queue.pause(key)}
          aria-label={t('upload.pauseFile', { name: file.name })}
        >
          {t('upload.pause')}
        </Button>
      ) : null}
      {canCancel(entry) ? (
        <Button
          size="small"
          onClick={() => queue.cancel(key)}
          aria-label={t('upload.cancelFile', { name: file.name })}
        >
          {t('upload.cancel')}
        </Button>
      ) : null}
      {canRetry(entry) ? (
        <Button
          size="small"
          onClick={() => queue.retry(key)}
          aria-label={t(phase === 'paused' ? 'upload.resumeFile' : 'upload.retryFile', { name: file.name })}
        >
          {t(phase === 'paused' ? 'upload.resume' : 'upload.retry')}
        </Button>
      ) : null}
    </li>
  );
};
