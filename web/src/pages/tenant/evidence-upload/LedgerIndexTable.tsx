import type { LedgerIndexPreview } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { colon, listMark } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import type { ChosenFile } from '../../../upload/dropped-files.ts';

/** Names shown of files the sheet does not name; of a whole wrong folder the first say enough. */
const SHOWN = 20;

interface Props {
  readonly preview: LedgerIndexPreview;
  readonly files: readonly ChosenFile[];
}

/** What goes where, and by row what the sheet or the files lack, before anything is sent. */
export const LedgerIndexTable = ({ preview, files }: Props) => {
  const { t } = useTranslation();
  const { assigned, problems, unlisted } = preview;
  const names = unlisted.map((index) => files[index]?.file.name ?? '');
  return (
    <>
      <p role="status" className="below">
        {t('indexSheet.counts', {
          assigned: assigned.length,
          problems: problems.length,
          unlisted: unlisted.length,
        })}
      </p>
      {problems.length > 0 ? (
        <div role="alert">
          <p>{t('evidenceUpload.correct')}</p>
          <ul className="upload-failure plain-list">
            {problems.map(({ row, message }) => (
              <li key={row} data-testid="index-problem">
                {t('indexSheet.row', { row })}
                {colon()}
                {inWords(message)}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {assigned.length > 0 ? (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('evidenceUpload.file')}</th>
              <th scope="col">{t('evidenceUpload.finding')}</th>
              <th scope="col">{t('evidenceUpload.measure')}</th>
              <th scope="col">{t('evidenceUpload.material')}</th>
            </tr>
          </thead>
          <tbody>
            {assigned.map(({ row, file, no, round, seq, title, formedOn, source, takenBy }) => (
              <tr key={row} data-testid="index-row">
                <th scope="row" className="cell-main">
                  {files[file]?.file.name}
                </th>
                <td data-label={t('evidenceUpload.finding')}>
                  {no} <span className="muted">{round}</span>
                </td>
                <td data-label={t('evidenceUpload.measure')}>{seq}</td>
                <td data-label={t('evidenceUpload.material')}>
                  {[title, formedOn, source, takenBy].filter(Boolean).join(' · ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {names.length > 0 ? (
        <p className="muted">
          {t('indexSheet.unlisted', { names: names.slice(0, SHOWN).join(listMark()) })}
          {names.length > SHOWN ? t('evidenceUpload.more', { count: names.length - SHOWN }) : ''}
        </p>
      ) : null}
    </>
  );
};
