import { Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClassifiedNotice } from '../components/ClassifiedNotice.tsx';
import { DateInput } from '../components/DateInput.tsx';
import { businessToday } from '../components/dates.ts';
import { EVIDENCE_ACCEPT, objectionTo } from './check-file.ts';
import { DropZone } from './DropZone.tsx';
import { UploadEntryRow } from './UploadEntryRow.tsx';
import type { UploadEntry, UploadQueue } from './upload-queue.ts';

interface Props {
  readonly queue: UploadQueue;
  readonly entries: readonly UploadEntry[];
  readonly multiple?: boolean;
}

/** Choose files, give their dates, watch them through. */
export const UploadPanel = ({ queue, entries, multiple = true }: Props) => {
  const { t } = useTranslation();
  const [formedOn, setFormedOn] = useState(businessToday);
  const [objections, setObjections] = useState<readonly string[]>([]);
  const staged = entries.filter(({ phase }) => phase === 'staged').length;
  const verified = entries.filter(({ phase }) => phase === 'verified').length;
  const take = (files: File[]) => {
    const good = files.filter((file) => !objectionTo(file));
    setObjections(
      files.flatMap((file) => {
        const objection = objectionTo(file);
        return objection ? [`${file.name}：${t(`upload.${objection}`)}`] : [];
      }),
    );
    queue.stage(good, formedOn);
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
        onFiles={take}
      />
      {objections.length > 0 ? (
        <ul className="upload-failure plain-list" role="alert">
          {objections.map((objection) => (
            <li key={objection}>{objection}</li>
          ))}
        </ul>
      ) : null}
      {entries.length > 0 ? (
        <ul className="plain-list upload-list">
          {entries.map((entry) => (
            <UploadEntryRow key={entry.key} entry={entry} queue={queue} />
          ))}
        </ul>
      ) : null}
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
