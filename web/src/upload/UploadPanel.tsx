import { Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClassifiedNotice } from '../components/ClassifiedNotice.tsx';
import { DateInput } from '../components/DateInput.tsx';
import { businessToday } from '../components/dates.ts';
import { ProgressBar } from '../components/ProgressBar.tsx';
import { colon } from '../i18n/punctuation.ts';
import { EVIDENCE_ACCEPT, objectionTo } from './check-file.ts';
import { DropZone } from './DropZone.tsx';
import type { ChosenFile } from './dropped-files.ts';
import { UploadEntryRow } from './UploadEntryRow.tsx';
import {
  canPause,
  isRunning,
  overallOf,
  type UploadEntry,
  type UploadPlace,
  type UploadQueue,
} from './upload-queue.ts';

interface Props {
  readonly queue: UploadQueue;
  readonly entries: readonly UploadEntry[];
  /** What the files chosen here are for. */
  readonly place: UploadPlace;
  readonly multiple?: boolean;
}

/** How far all of them are together; said aloud only when another one is through. */
const Overall = ({ entries }: Pick<Props, 'entries'>) => {
  const { t } = useTranslation();
  const { files, through, percent } = overallOf(entries);
  if (files < 2) return null;
  const words = t('upload.overall', { files, through });
  return (
    <div className="upload-overall">
      <p role="status">{words}</p>
      {through < files ? (
        <ProgressBar value={percent} label={words} status={entries.some(isRunning) ? 'active' : undefined} />
      ) : null}
    </div>
  );
};

/** The files of a queue, with a button that stops all of them. */
export const UploadList = ({ queue, entries }: Pick<Props, 'queue' | 'entries'>) => {
  const { t } = useTranslation();
  if (entries.length === 0) return null;
  return (
    <>
      <Overall entries={entries} />
      <div className="upload-all">
        {entries.filter(canPause).length > 1 ? (
          <Button size="small" onClick={() => queue.pauseAll()}>
            {t('upload.pauseAll')}
          </Button>
        ) : null}
        {entries.filter(({ phase }) => phase === 'paused').length > 1 ? (
          <Button size="small" onClick={() => queue.resumeAll()}>
            {t('upload.resumeAll')}
          </Button>
        ) : null}
      </div>
      <ul className="plain-list upload-list">
        {entries.map((entry) => (
          <UploadEntryRow key={entry.key} entry={entry} queue={queue} />
        ))}
      </ul>
    </>
  );
};

/** Choose files, give their dates, watch them through. */
export const UploadPanel = ({ queue, entries, place, multiple = true }: Props) => {
  const { t } = useTranslation();
  const [formedOn, setFormedOn] = useState(businessToday);
  const [objections, setObjections] = useState<readonly string[]>([]);
  const staged = entries.filter(({ phase }) => phase === 'staged').length;
  const verified = entries.filter(({ phase }) => phase === 'verified').length;
  const take = (files: readonly ChosenFile[]) => {
    const good = files.filter(({ file }) => !objectionTo(file));
    setObjections(
      files.flatMap(({ file }) => {
        const objection = objectionTo(file);
        return objection ? [`${file.name}${colon()}${t(`upload.${objection}`)}`] : [];
      }),
    );
    queue.stage(good, () => ({ formedOn, place }));
  };
  return (
    <div className="upload-panel">
      <ClassifiedNotice kind="upload" />
      <Form layout="vertical" component="div">
        <Form.Item
          label={t('upload.defaultFormedOn')}
          htmlFor="upload-formed-on"
          extra={t('upload.defaultFormedOnHint')}
        >
          <DateInput
            id="upload-formed-on"
            value={formedOn}
            max={businessToday()}
            onChange={(value) => setFormedOn(value ?? businessToday())}
          />
        </Form.Item>
      </Form>
      <DropZone
        label={t(multiple ? 'upload.drop' : 'upload.dropOne')}
        hint={t('upload.types')}
        accept={EVIDENCE_ACCEPT}
        multiple={multiple}
        folder={multiple}
        camera
        onFiles={take}
      />
      {objections.length > 0 ? (
        <div role="alert">
          <ul className="upload-failure plain-list">
            {objections.map((objection) => (
              <li key={objection}>{objection}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <UploadList queue={queue} entries={entries} />
      {staged > 0 ? (
        <Button type="primary" block onClick={() => queue.start()}>
          {t('upload.start', { count: staged })}
        </Button>
      ) : null}
      {verified > 0 && verified === entries.length ? (
        <p className="ok-text" role="status">
          {t('upload.allDone', { count: verified })}
        </p>
      ) : null}
    </div>
  );
};
