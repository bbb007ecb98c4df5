import { isOpen } from '@xuncha/domain';
import { Checkbox } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FindingRow } from '../../../api/types.ts';
import { AlertChip, IdleChip } from '../../../components/AlertChip.tsx';
import { DueText } from '../../../components/DueText.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { StateChip } from '../../../components/StateChip.tsx';

interface Props {
  readonly findings: readonly FindingRow[];
  /** Undefined: nothing can be done with several at once, so there are no boxes. */
  readonly selected: ReadonlySet<string> | undefined;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
}

/** One finding: a row on desks, a card on phones (by style sheet). */
const LedgerRow = ({
  finding,
  checked,
  onCheck,
}: {
  readonly finding: FindingRow;
  readonly checked: boolean | undefined;
  readonly onCheck: (checked: boolean) => void;
}) => {
  const { t } = useTranslation();
  const { tenantId, id, no, title, state } = finding;
  return (
    <tr data-testid="finding-row">
      {checked === undefined ? null : (
        <td className="cell-check">
          <Checkbox
            checked={checked}
            aria-label={t('ledger.select', { no })}
            onChange={(event) => onCheck(event.target.checked)}
          />
        </td>
      )}
      <td data-label={t('field.no')} className="nowrap">
        {no}
      </td>
      <th scope="row" className="cell-main">
        <Link to={`/t/${tenantId}/findings/${id}`}>{title}</Link>
        <span className="muted">{[finding.category, finding.round].filter(Boolean).join(' · ')}</span>
      </th>
      <td data-label={t('field.state')}>
        <StateChip state={state} />
        {finding.gate ? <div className="muted nowrap">{t(`gate.${finding.gate}`)}</div> : null}
        {finding.rulesBuilt ? (
          <div className="muted nowrap">{t('ledger.rulesBuilt', { count: finding.rulesBuilt })}</div>
        ) : null}
        {finding.closeoutNo ? <div className="muted nowrap">{finding.closeoutNo}</div> : null}
      </td>
      <td data-label={t('field.department')}>
        {finding.departmentName ?? <span className="muted">{t('finding.unassigned')}</span>}
        {finding.leaderName ? <div className="muted">{finding.leaderName}</div> : null}
      </td>
      <td data-label={t('field.due')}>
        <DueText due={finding.dueDate} overdue={finding.overdue} ended={!isOpen(state)} />
        {finding.alert || finding.idle ? (
          <div className="chips">
            <AlertChip level={finding.alert} /> <IdleChip level={finding.idle} />
          </div>
        ) : null}
      </td>
      <td
        data-label={t('field.progress')}
        className="cell-bar"
        title={t('ledger.progressFormula', {
          progress: finding.progress,
          done: finding.measureDone,
          count: finding.measureCount,
        })}
      >
        <ProgressBar value={finding.progress} label={`${no} ${t('field.progress')}`} />
        <span className="muted nowrap">
          {t('ledger.measures', { done: finding.measureDone, count: finding.measureCount })}
        </span>
      </td>
    </tr>
  );
};

export const LedgerTable = ({ findings, selected, onSelect }: Props) => {
  const { t } = useTranslation();
  const all = selected !== undefined && findings.every(({ id }) => selected.has(id));
  const some = selected !== undefined && findings.some(({ id }) => selected.has(id));
  const check = (id: string, checked: boolean) => {
    const next = new Set(selected);
    if (checked) next.add(id);
    else next.delete(id);
    onSelect(next);
  };
  return (
    <table className="table ledger">
      <thead>
        <tr>
          {selected ? (
            <th scope="col" className="cell-check">
              <Checkbox
                checked={all}
                indeterminate={some && !all}
                aria-label={t('ledger.selectAll')}
                onChange={(event) =>
                  onSelect(new Set(event.target.checked ? findings.map(({ id }) => id) : []))
                }
              />
            </th>
          ) : null}
          <th scope="col">{t('field.no')}</th>
          <th scope="col">{t('field.title')}</th>
          <th scope="col">{t('field.state')}</th>
          <th scope="col">{t('field.department')}</th>
          <th scope="col">{t('field.due')}</th>
          <th scope="col">{t('field.progress')}</th>
        </tr>
      </thead>
      <tbody>
        {findings.map((finding) => (
          <LedgerRow
            key={finding.id}
            finding={finding}
            checked={selected?.has(finding.id)}
            onCheck={(checked) => check(finding.id, checked)}
          />
        ))}
      </tbody>
    </table>
  );
};
