import type { LedgerAction } from '@xuncha/domain';
import { Button } from 'antd';
import { type Dispatch, type SetStateAction, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { LedgerLine } from '../../../api/types.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { AssignManyDialog } from './AssignManyDialog.tsx';
import { BulkResults } from './BulkResults.tsx';
import { ExportButton } from './ExportButton.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import { type BulkWork, useBulk } from './use-bulk.ts';

interface Props {
  readonly tenantId: string;
  readonly findings: readonly LedgerLine[];
  /** Of the view, for the export of what is chosen. */
  readonly query: string;
  readonly onSelect: Dispatch<SetStateAction<ReadonlySet<string>>>;
  /** Opened by the key for it; the page holds it so that a key can. */
  readonly assigning: boolean;
  readonly onAssigning: (open: boolean) => void;
}

/** What can be done with the chosen findings at once, and what became of it. */
export const BulkBar = ({ tenantId, findings, query, onSelect, assigning, onAssigning }: Props) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const toast = useToast();
  const bulk = useBulk(tenantId);
  const [merging, setMerging] = useState(false);
  const able = (action: LedgerAction) => findings.filter(({ possible }) => possible.includes(action));
  const delivered = able('findings.acknowledge');
  const startable = able('findings.start');
  const busy = bulk.running !== undefined;
  /**
   * What was done is no longer chosen; what was refused stays, to be dealt with, beside what somebody has chosen since the
   * work began with these.
   */
  const keepRefused = (begun: readonly string[], results: Awaited<ReturnType<typeof bulk.begin>>): void => {
    const refused = results.filter(({ ok }) => !ok).map(({ findingId }) => findingId);
    onSelect((now) => new Set([...[...now].filter((id) => !begun.includes(id)), ...refused]));
  };
  const begin = async (work: BulkWork, lines: readonly LedgerLine[]): Promise<void> => {
    const results = await bulk.begin(work, lines);
    if (work.kind === 'acknowledge')
      toast.success(t('ledger.acknowledged', { count: results.filter(({ ok }) => ok).length }));
    keepRefused(
      findings.map(({ id }) => id),
      results,
    );
  };
  const title = {
    acknowledge: t('ledger.work.acknowledge'),
    assign: t('ledger.work.assign'),
    start: t('ledger.work.start'),
  };
  return (
    <>
      {findings.length > 0 ? (
        <section className="bulk-bar" aria-label={t('ledger.bulk')}>
          <strong className="nowrap">{t('ledger.chosen', { count: findings.length })}</strong>
          {may('finding.acknowledge') ? (
            <Button
              type="primary"
              disabled={delivered.length === 0 || busy}
              onClick={() => void begin({ kind: 'acknowledge' }, delivered)}
            >
              {t('ledger.acknowledgeSelected', { count: delivered.length })}
            </Button>
          ) : null}
          {may('finding.assign') ? (
            <Button disabled={able('findings.assign').length === 0 || busy} onClick={() => onAssigning(true)}>
              {t('ledger.assignSelected', { count: findings.length })}
            </Button>
          ) : null}
          {may('finding.start') ? (
            <Button
              disabled={startable.length === 0 || busy}
              onClick={() => void begin({ kind: 'start' }, startable)}
            >
              {t('ledger.startSelected', { count: startable.length })}
            </Button>
          ) : null}
          {may('finding.split') ? (
            <Button disabled={findings.length < 2 || findings.length > 10} onClick={() => setMerging(true)}>
              {t('ledger.mergeSelected', { count: findings.length })}
            </Button>
          ) : null}
          {findings.length <= 1000 ? (
            <ExportButton tenantId={tenantId} query={query} findingIds={findings.map(({ id }) => id)} />
          ) : null}
          <Button type="text" onClick={() => onSelect(new Set())}>
            {t('ledger.unselect')}
          </Button>
        </section>
      ) : null}
      {bulk.running && bulk.running.of > 100 ? (
        <ProgressBar
          value={(100 * bulk.running.done) / bulk.running.of}
          label={t('ledger.bulk')}
          status="active"
        />
      ) : null}
      <ProblemAlert error={bulk.error} />
      {bulk.outcome &&
      (bulk.outcome.work.kind !== 'acknowledge' || bulk.outcome.results.some(({ ok }) => !ok)) ? (
        <BulkResults
          tenantId={tenantId}
          title={title[bulk.outcome.work.kind]}
          results={bulk.outcome.results}
          nameOf={(id) => bulk.outcome?.names.get(id) ?? id}
          retrying={busy}
          onRetry={(ids) => void bulk.retry(ids).then((results) => keepRefused(ids, results))}
          onClose={bulk.forget}
        />
      ) : null}
      {assigning && findings.length > 0 ? (
        <AssignManyDialog
          tenantId={tenantId}
          count={findings.length}
          onClose={() => onAssigning(false)}
          onSubmit={(work) => {
            onAssigning(false);
            void begin(work, findings);
          }}
        />
      ) : null}
      {merging ? (
        <MergeDialog
          tenantId={tenantId}
          findings={findings}
          onClose={() => setMerging(false)}
          onDone={() => {
            setMerging(false);
            onSelect(new Set());
          }}
        />
      ) : null}
    </>
  );
};
