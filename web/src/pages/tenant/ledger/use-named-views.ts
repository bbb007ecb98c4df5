import { STANDARD_VIEWS } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import type { SavedView } from '../../../api/types.ts';
import { useOperation } from '../../../api/use-operation.ts';
import type { LedgerViewState } from './use-ledger-view.ts';

interface NamedView {
  readonly id: string;
  readonly name: string;
  readonly query: string;
}

export interface NamedViews {
  readonly standard: readonly NamedView[];
  readonly saved: readonly SavedView[];
  /** The one that was opened, and whether it has been changed since. */
  readonly opened: NamedView | undefined;
  readonly changed: boolean;
  readonly mayShare: boolean;
  readonly loading: boolean;
}

/** Views by their names: everybody's, and those that were saved. */
export const useNamedViews = (tenantId: string, ledger: LedgerViewState): NamedViews => {
  const { i18n } = useTranslation();
  const list = useOperation('ledgerViews.list', { params: { tenantId } });
  const saved = list.data?.data.views ?? [];
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const standard = STANDARD_VIEWS.map(({ id, label, query }) => ({ id, name: label[language], query }));
  const opened = [...standard, ...saved].find(({ id }) => id === ledger.viewId);
  return {
    standard,
    saved,
    opened,
    changed: opened !== undefined && opened.query !== ledger.query,
    mayShare: list.data?.data.mayShare ?? false,
    loading: list.isLoading,
  };
};
