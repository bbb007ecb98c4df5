import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { inWords } from '../../../../i18n/server-words.ts';
import type { Preview } from './use-preview.ts';

interface Props {
  readonly preview: Preview;
  /** Where findings are chosen to be moved; without it the list only informs. */
  readonly chosen?: { readonly ids: readonly string[]; readonly onChange: (ids: string[]) => void };
}

/** Dates that would move, each with its reason. */
export const LimitMoves = ({ preview, chosen }: Props) => {
  const { t } = useTranslation();
  const { moves, looked, running } = preview;
  if (!moves) return null;
  const count = { looked, moved: moves.length };
  return (
    <section className="limit-moves" aria-live="polite" aria-label={t('limits.moves')}>
      <p>{t(running ? 'limits.looking' : 'limits.looked', count)}</p>
      <ul className="plain-list">
        {moves.map(({ findingId, no, title, from, to, why }) => {
          const line = t('limits.move', { no, title, from, to });
          return (
            <li key={findingId}>
              {chosen ? (
                <Checkbox
                  checked={chosen.ids.includes(findingId)}
                  onChange={({ target }) =>
                    chosen.onChange(
                      target.checked
                        ? [...chosen.ids, findingId]
                        : chosen.ids.filter((id) => id !== findingId),
                    )
                  }
                >
                  {line}
                </Checkbox>
              ) : (
                line
              )}
              <details>
                <summary>{t('finding.dueWhy')}</summary>
                <p>{inWords(why)}</p>
              </details>
            </li>
          );
        })}
      </ul>
    </section>
  );
};
