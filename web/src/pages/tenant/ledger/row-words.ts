import type { LedgerWords } from '@xuncha/domain';
import type { TFunction } from 'i18next';
import { dueDistance } from '../../../components/DueText.tsx';
import type { EditableColumn } from './editable.ts';

/** What stands for a value until a line puts its own there; no text holds it. */
const MARK = '\u0001';
/** More different words than any ledger has; a page that stays open for days forgets them now and then. */
const MANY = 5_000;

const remembering = <Of extends readonly unknown[], Said>(
  say: (...of: Of) => Said,
): ((...of: Of) => Said) => {
  const said = new Map<string, Said>();
  return (...of) => {
    const key = of.join();
    const known = said.get(key);
    if (known !== undefined) return known;
    if (said.size > MANY) said.clear();
    const fresh = say(...of);
    said.set(key, fresh);
    return fresh;
  };
};

/** The words of lines. Two hundred lines a second pass by: looking a text up costs more than the rest of its cell. */
export const rowWordsOf = (t: TFunction, words: LedgerWords, today: string) => {
  const select = t('ledger.select', { no: MARK });
  const edit = remembering((column: EditableColumn) =>
    t('ledger.editCell', { no: MARK, field: t(`field.${column}`) }),
  );
  const progress = t('field.progress');
  return {
    cells: {
      ...words,
      state: remembering(words.state),
      alert: remembering(words.alert),
      idle: remembering(words.idle),
    } satisfies LedgerWords,
    select: (no: string): string => select.replace(MARK, no),
    edit: (column: EditableColumn, no: string): string => edit(column).replace(MARK, no),
    progress: (no: string): string => `${no} ${progress}`,
    formula: remembering((value: number, done: number, count: number) =>
      t('ledger.progressFormula', { progress: value, done, count }),
    ),
    distance: remembering(
      (due: string | undefined, overdue: boolean, ended: boolean) =>
        dueDistance({ due, overdue, ended }, today, t) ?? null,
    ),
    noDate: t('date.none'),
    excerpt: (text: string): string => t('ledger.excerpt', { text }),
  };
};

export type RowWords = ReturnType<typeof rowWordsOf>;
