import { EXPORT_APPROVALS, type ExportApproval } from '@xuncha/domain';
import { Button, Popconfirm, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { TenantDetail, TenantSummary } from '../../../api/types.ts';
import { useList } from '../../../api/use-operation.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { colon } from '../../../i18n/punctuation.ts';
import { ExportApprovalTab } from './ExportApprovalTab.tsx';
import { type UnitOutcome, useUnitApprovals } from './use-unit-approvals.ts';

const UnitRow = ({
  unit,
  outcome,
  disabled,
  onChoose,
}: {
  readonly unit: TenantSummary;
  readonly outcome?: UnitOutcome;
  readonly disabled: boolean;
  readonly onChoose: (approval: ExportApproval) => void;
}) => {
  const { t } = useTranslation();
  return (
    <tr data-testid="unit-approval">
      <th scope="row" className="cell-main">
        {unit.name}
      </th>
      <td data-label={t('settings.exportApproval')}>
        <Select<ExportApproval>
          style={{ minWidth: '9em' }}
          aria-label={`${t('settings.exportApproval')}${colon()}${unit.name}`}
          value={outcome?.approval ?? unit.exportApproval ?? 'off'}
          disabled={disabled}
          onChange={onChoose}
          options={EXPORT_APPROVALS.map((value) => ({ value, label: t(`archives.approver.${value}`) }))}
        />
      </td>
      <td data-label={t('field.status')} role="status">
        {outcome?.problem ? (
          <span className="upload-failure">{outcome.problem}</span>
        ) : outcome ? (
          t('settings.exportApprovalDone')
        ) : (
          ''
        )}
      </td>
    </tr>
  );
};

/** HQ's default for new units, and the units as they are set now: one by one, or all like the default (K06). */
export const GroupExportApprovalTab = ({ tenant }: { readonly tenant: TenantDetail }) => {
  const { t } = useTranslation();
  const list = useList('tenants.list', { query: { limit: 100 } });
  const { set, outcomes, progress } = useUnitApprovals();
  const fallback = tenant.exportApproval;
  const units = list.items.filter(({ kind, status }) => kind === 'subsidiary' && status !== 'provisioning');
  const differing = units.filter(({ exportApproval }) => (exportApproval ?? 'off') !== fallback);
  return (
    <>
      <ExportApprovalTab tenant={tenant} />
      <h3 className="spaced">{t('settings.exportUnits')}</h3>
      <p className="muted below">{t('settings.exportUnitsHint')}</p>
      <Popconfirm
        title={t('settings.exportAllTitle', {
          count: differing.length,
          approver: t(`archives.approver.${fallback}`),
        })}
        okText={t('settings.exportAll')}
        // Not waited for: the rows tell how far it is.
        onConfirm={() => {
          void set(
            differing.map(({ tenantId }) => tenantId),
            fallback,
          );
        }}
      >
        <Button disabled={differing.length === 0 || progress !== undefined}>{t('settings.exportAll')}</Button>
      </Popconfirm>
      {progress ? (
        <ProgressBar
          value={(progress.done / progress.of) * 100}
          status="active"
          label={t('settings.exportAllProgress', { done: progress.done, of: progress.of })}
        />
      ) : null}
      <LoadedList list={list} empty={t('tenants.empty')}>
        {() => (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('field.unit')}</th>
                <th scope="col">{t('settings.exportApproval')}</th>
                <th scope="col">{t('field.status')}</th>
              </tr>
            </thead>
            <tbody>
              {units.map((unit) => (
                <UnitRow
                  key={unit.tenantId}
                  unit={unit}
                  outcome={outcomes.get(unit.tenantId)}
                  disabled={progress !== undefined}
                  onChoose={(approval) => set([unit.tenantId], approval)}
                />
              ))}
            </tbody>
          </table>
        )}
      </LoadedList>
    </>
  );
};
