import type { OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { showInstant } from '../../../components/dates.ts';
import { colon, listMark } from '../../../i18n/punctuation.ts';

type Answer = OutputOf<'orders.get'>['order']['replyList'][number];
type MatterFile = OutputOf<'matterFiles.get'>;

export const fileNames = (files: readonly MatterFile[], ids: readonly string[]): string =>
  ids.map((id) => files.find((file) => file.id === id)?.fileName ?? id).join(listMark());

interface Props {
  readonly title: string;
  readonly none: string;
  readonly nameOf: (no: number) => string;
  readonly answers: readonly Answer[];
  readonly files: readonly MatterFile[];
}

/** What was answered, with which papers, and what the office said to it. */
export const AnswersCard = ({ title, none, nameOf, answers, files }: Props) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-labelledby="matter-answers">
      <h2 id="matter-answers">{title}</h2>
      {answers.length === 0 ? <p className="muted">{none}</p> : null}
      <ol className="plain-list">
        {answers.map((answer) => (
          <li key={answer.no} data-testid="order-reply">
            <h3>{nameOf(answer.no)}</h3>
            <p className="wording">{answer.text}</p>
            {answer.fileIds.length > 0 ? (
              <p className="muted">
                {t('orders.files')}
                {colon()}
                {fileNames(files, answer.fileIds)}
              </p>
            ) : null}
            <p className="muted">
              {answer.byName} · {showInstant(answer.at)}
            </p>
            {answer.check ? (
              <p>
                <strong>{t(`orders.checked.${answer.check.outcome}`)}</strong>{' '}
                {[answer.check.reason, answer.check.byName, showInstant(answer.check.at)]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
};
