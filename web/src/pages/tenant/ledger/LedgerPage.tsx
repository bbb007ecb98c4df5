import { Suspense, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { useFault } from '../../../api/use-fault.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { Waiting } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { lazyWithTexts } from '../../../i18n/lazy-with-texts.tsx';
import { useMedia } from '../../../layout/use-media.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { useKeepListAtHand } from '../findings/list-at-hand.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { LedgerCards } from './LedgerCards.tsx';
import { LedgerSearch } from './LedgerSearch.tsx';
import { LedgerTable, linesInView, showLine } from './LedgerTable.tsx';
import type { LedgerKeyAction } from './ledger-keys.ts';
import { useLedgerKeys } from './use-ledger-keys.ts';
import { type LedgerLines, useLedgerLines } from './use-ledger-lines.ts';
import { type StartView, useLedgerView } from './use-ledger-view.ts';

const LedgerTools = lazyWithTexts(async () => ({
  default: (await import('./LedgerControls.tsx')).LedgerTools,
}));
const ViewMenu = lazyWithTexts(async () => ({
  default: (await import('./LedgerControls.tsx')).ViewMenu,
}));
const PrintedView = lazyWithTexts(async () => ({
  default: (await import('./LedgerControls.tsx')).PrintedView,
}));
const LedgerFilterBar = lazyWithTexts(async () => ({
  default: (await import('./LedgerControls.tsx')).LedgerFilterBar,
}));
const BulkBar = lazyWithTexts(async () => ({
  default: (await import('./LedgerControls.tsx')).BulkBar,
}));
const NoLines = lazyWithTexts(async () => ({ default: (await import('./LedgerControls.tsx')).NoLines }));
const LedgerKeySheet = lazyWithTexts(() => import('./LedgerKeySheet.tsx'));

/** The view this person starts with; everything in its usual order where that cannot be told. */
const useStartView = (tenantId: string): StartView | undefined => {
  const views = useOperation('ledgerViews.list', { params: { tenantId } });
  const known = views.data?.data;
  if (known) return { id: known.startId, query: known.startQuery };
  return views.isError ? { id: 'all', query: '' } : undefined;
};

const Summary = ({ found }: { readonly found: LedgerLines }) => {
  const { t } = useTranslation();
  const count = found.lines.length;
  if (found.looking) return <>{t('ledger.looking', { looked: found.looked, count })}</>;
  return <>{t(found.more ? 'ledger.shownMore' : 'ledger.shown', { count })}</>;
};

const Ledger = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const navigate = useNavigate();
  const narrow = useMedia('screen and (max-width: 767px)');
  const ledger = useLedgerView(useStartView(tenantId));
  const { pathname, search: address } = useLocation();
  // The lines first; what filters and works on them is drawn once they are painted.
  const controls = useDeferredValue(true, false);
  const found = useLedgerLines(tenantId, ledger.view, !ledger.bare);
  const { lines, list } = found;
  useKeepListAtHand(() => ({
    from: 'ledger',
    back: `${pathname}${address}`,
    paths: lines.map(({ id }) => `/t/${tenantId}/findings/${id}`),
  }));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string>();
  const [assigning, setAssigning] = useState(false);
  const [help, setHelp] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const chosen = useMemo(() => lines.filter(({ id }) => selected.has(id)), [lines, selected]);
  const { density } = ledger.view;
  // Who sorts by keys keeps the head of the column while the lines of the new order are on their way.
  const shownOnce = useRef(false);
  const fault = useFault(list.query);
  const pending = list.query.isPending && !fault.error;
  if (!pending) shownOnce.current = true;
  const headStays = shownOnce.current && !narrow;

  const moveTo = (index: number): void => {
    const at = Math.max(0, Math.min(lines.length - 1, index));
    const line = lines[at];
    if (!line) return;
    setActive(line.id);
    if (box.current) showLine(box.current, at, density);
    grid.current?.focus({ preventScroll: true });
  };
  const toggle = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  const act = (action: LedgerKeyAction): void => {
    const at = lines.findIndex(({ id }) => id === active);
    const page = box.current ? linesInView(box.current, density) : 1;
    const line = lines[at];
    const actions: Readonly<Record<LedgerKeyAction, () => void>> = {
      next: () => moveTo(at + 1),
      previous: () => moveTo(at < 0 ? 0 : at - 1),
      pageDown: () => moveTo(at + page),
      pageUp: () => moveTo(at - page),
      first: () => moveTo(0),
      last: () => moveTo(lines.length - 1),
      open: () => {
        if (line) void navigate(`/t/${tenantId}/findings/${line.id}`);
      },
      select: () => {
        if (line) toggle(line.id);
      },
      assign: () => {
        if (!may('finding.assign') || (selected.size === 0 && !line)) return;
        if (selected.size === 0 && line) setSelected(new Set([line.id]));
        setAssigning(true);
      },
      // As in a spreadsheet; the next field of the line is one tab away.
      edit: () => grid.current?.querySelector<HTMLElement>('tr.active .quick-assign-button')?.click(),
      search: () => search.current?.focus(),
      clear: () => setSelected(new Set()),
      help: () => setHelp(true),
    };
    actions[action]();
  };
  useLedgerKeys(grid, act);
  const more = () => {
    if (!list.query.isFetchingNextPage) void list.query.fetchNextPage();
  };
  const shared = {
    lines,
    columns: ledger.columns,
    selected,
    onSelect: setSelected,
    more: found.more,
    onMore: more,
  };
  return (
    <>
      <PageHeader
        title={t('ledger.title')}
        intro={
          <span role="status">{list.query.isSuccess ? <Summary found={found} /> : t('app.loading')}</span>
        }
        extra={
          <div className="ledger-tools">
            {controls ? (
              <Suspense>
                <LedgerTools
                  tenantId={tenantId}
                  ledger={ledger}
                  onHelp={narrow ? undefined : () => setHelp(true)}
                />
              </Suspense>
            ) : null}
          </div>
        }
      />
      <div className="ledger-view-menu">
        {controls ? (
          <Suspense>
            <ViewMenu tenantId={tenantId} ledger={ledger} />
          </Suspense>
        ) : null}
      </div>
      <search className="filters" aria-label={t('ledger.filters')}>
        <LedgerSearch ledger={ledger} box={search} />
        {controls ? (
          <Suspense>
            <LedgerFilterBar tenantId={tenantId} ledger={ledger} lines={lines} narrow={narrow} />
          </Suspense>
        ) : null}
      </search>
      {controls ? (
        <Suspense>
          <BulkBar
            tenantId={tenantId}
            findings={chosen}
            query={ledger.query}
            onSelect={setSelected}
            assigning={assigning}
            onAssigning={setAssigning}
          />
        </Suspense>
      ) : null}
      {fault.error ? (
        <ProblemAlert
          error={fault.error}
          retrying={fault.retrying}
          title={t('problem.loadTitle')}
          onRetry={() =>
            void (list.query.isFetchNextPageError ? list.query.fetchNextPage() : list.query.refetch())
          }
        />
      ) : null}
      {controls ? (
        <Suspense>
          <PrintedView tenantId={tenantId} ledger={ledger} />
        </Suspense>
      ) : null}
      {found.more ? <p className="print-only">{t('print.part', { count: lines.length })}</p> : null}
      <div className="card card-flush ledger-card">
        {pending && !headStays ? (
          <Waiting rows={8} />
        ) : lines.length === 0 && !found.looking && !fault.error && !pending ? (
          <Suspense fallback={<Waiting rows={8} />}>
            <NoLines tenantId={tenantId} filtered={ledger.filtered} />
          </Suspense>
        ) : narrow ? (
          <LedgerCards {...shared} />
        ) : (
          <>
            <LedgerTable
              {...shared}
              box={box}
              grid={grid}
              density={density}
              order={ledger.view.order}
              onOrder={(order) => ledger.change({ order })}
              active={active}
              onActive={setActive}
            />
            {pending ? <Waiting rows={8} /> : null}
          </>
        )}
      </div>
      {help ? (
        <Suspense>
          <LedgerKeySheet onClose={() => setHelp(false)} />
        </Suspense>
      ) : null}
    </>
  );
};

/** Route /t/:tenantId/ledger. */
export default function LedgerPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="finding.read" tenantId={tenantId}>
      <Ledger key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
