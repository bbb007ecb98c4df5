import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { AFTER_FINDING } from '../../../api/refresh.ts';
import type { BulkResult, FindingRow } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { BulkProblems } from '../../../components/BulkProblems.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { MergeDialog } from './MergeDialog.tsx';

interface Props {
  readonly tenantId: string;
  readonly findings: readonly FindingRow[];
  readonly onDone: () => void;
}

/** What can be done with the chosen findings at once. */
export const BulkBar = ({ tenantId, findings, onDone }: Props) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const toast = useToast();
  const acknowledge = useCommand('findings.acknowledgeMany', AFTER_FINDING);
  const [merging, setMerging] = useState(false);
  const [outcome, setOutcome] = useState<{ results: BulkResult['results']; names: Map<string, string> }>();
  const delivered = findings.filter(({ state }) => state === 'delivered');
  const send = () =>
    acknowledge.mutate(
      { params: { tenantId }, body: { findingIds: delivered.map(({ id }) => id) } },
      {
        onSuccess: ({ data }) => {
          setOutcome({ results: data.results, names: new Map(findings.map(({ id, no }) => [id, no])) });
          toast.success(t('ledger.acknowledged', { count: data.results.filter(({ ok }) => ok).length }));
          onDone();
        },
      },
    );
  return (
    <>
      {findings.length > 0 ? (
        <div className="bulk-bar">
          {may('finding.acknowledge') ? (
            <Button
              type="primary"
              disabled={delivered.length === 0 || delivered.length > 100}
              loading={acknowledge.isPending}
              onClick={send}
            >
              {t('ledger.acknowledgeSelected', { count: delivered.length })}
            </Button>
          ) : null}
          {may('finding.split') ? (
            <Button disabled={findings.length < 2 || findings.length > 10} onClick={() => setMerging(true)}>
              {t('ledger.mergeSelected', { count: findings.length })}
            </Button>
          ) : null}
        </div>
      ) : null}
      <ProblemAlert error={acknowledge.error} onRetry={send} />
      {outcome ? (
        <BulkProblems
          results={outcome.results}
          nameOf={(id) => outcome.names.get(id) ?? id}
          onClose={() => setOutcome(undefined)}
        />
      ) : null}
      {merging ? (
        <MergeDialog
          tenantId={tenantId}
          findings={findings}
          onClose={() => setMerging(false)}
          onDone={() => {
            setMerging(false);
            onDone();
          }}
        />
      ) : null}
    </>
  );
};
