import {
  type LedgerFilter,
  type LedgerView,
  ledgerViewEntries,
  parseLedgerView,
  STANDARD_COLUMNS,
} from '@xuncha/domain';
import { useEffect, useMemo } from 'react';
import { useLocation, useSearchParams } from 'react-router';

/** Names the view that was opened, so that its name shows; what it means stands beside it in full. */
const VIEW = 'view';

export interface LedgerViewState {
  readonly view: LedgerView;
  readonly columns: NonNullable<LedgerView['columns']>;
  /** Id of the view that was opened, and whether it has been changed since. */
  readonly viewId: string | undefined;
  /** The address without the view's name: equal views have equal ones. */
  readonly query: string;
  /** Nothing is said in the address, and the person's start view is not known yet. */
  readonly bare: boolean;
  readonly filtered: boolean;
  readonly filter: (next: Partial<LedgerFilter>) => void;
  readonly change: (next: Partial<LedgerView>) => void;
  readonly clear: () => void;
  readonly open: (viewId: string, query: string) => void;
  /** The view of this id is no more: what it shows stays, under no name. */
  readonly forgetName: (viewId: string) => void;
}

const textOf = (view: LedgerView): string => new URLSearchParams(ledgerViewEntries(view)).toString();

export interface StartView {
  readonly id: string;
  readonly query: string;
}

const parse = (text: URLSearchParams): LedgerView => parseLedgerView(new Map(text.entries()));

/**
 * The whole view lives in the address: a copied link, a reload and "back" show the same. An address that says nothing
 * means the start view, which stands in the address a moment later.
 */
export const useLedgerView = (start: StartView | undefined): LedgerViewState => {
  const [search, setSearch] = useSearchParams();
  const { pathname } = useLocation();
  const silent = search.size === 0;
  // By what it says, so that the same view under another address draws nothing anew.
  const text = textOf(parse(silent && start ? new URLSearchParams(start.query) : search));
  const view = useMemo(() => parse(new URLSearchParams(text)), [text]);
  const viewId = (silent ? start?.id : search.get(VIEW)) ?? undefined;
  /** What the browser's address means: it is ahead of the page while a change of it is being drawn. */
  const now = (): { readonly view: LedgerView; readonly id: string | undefined } => {
    const asked = new URLSearchParams(window.location.search);
    if (asked.size === 0) return { view, id: viewId };
    return { view: parse(asked), id: asked.get(VIEW) ?? undefined };
  };
  const go = (next: LedgerView, id: string | undefined) => {
    // Whoever has chosen another page already is not called back.
    if (window.location.pathname !== pathname) return;
    const address = new URLSearchParams(ledgerViewEntries(next));
    // An address that says nothing would open the start view again.
    address.set(VIEW, id ?? 'all');
    setSearch(address, { replace: true });
  };
  const open = (id: string, query: string) => go(parse(new URLSearchParams(query)), id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the start view is known, once
  useEffect(() => {
    // A view chosen meanwhile counts, not the one to start with.
    if (silent && start && window.location.search === '') open(start.id, start.query);
  }, [silent, start?.id]);
  return {
    view,
    columns: view.columns ?? STANDARD_COLUMNS,
    viewId,
    query: text,
    bare: silent && !start,
    filtered: Object.keys(view.filter).length > 0,
    filter(next) {
      const { view: asked, id } = now();
      go({ ...asked, filter: { ...asked.filter, ...next } }, id);
    },
    change(next) {
      const { view: asked, id } = now();
      go({ ...asked, ...next }, id);
    },
    clear: () => go({ ...now().view, filter: {} }, 'all'),
    open,
    forgetName(gone) {
      const { view: asked, id } = now();
      if (id === gone) go(asked, 'all');
    },
  };
};
