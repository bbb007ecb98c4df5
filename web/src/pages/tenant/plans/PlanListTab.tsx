import { type PlanListName, type PlanListRow, planList } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../../../components/EmptyState.tsx';
import type { PlanColumn } from '../../../i18n/plan.zh-CN.ts';
import { listMark } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { usePlanFilter } from './PlanFilters.tsx';
import { usePlan } from './plan-context.ts';

/** The column that names the finding, and leads to it. */
const NAMING: Readonly<Record<PlanListName, PlanColumn>> = {
  problems: 'text',
  tasks: 'title',
  responsibilities: 'title',
};

/** What the form says in words of its own, the names of several parted by 、. */
const CODED: readonly PlanColumn[] = ['termClass', 'causes', 'term', 'state', 'status'];

const Row = ({ row, name, columns }: { row: PlanListRow; name: PlanListName; columns: PlanColumn[] }) => {
  const { t } = useTranslation();
  const { tenantId } = usePlan();
  return (
    <tr data-testid="plan-list-row">
      {columns.map((key) => {
        const cell = row.cells[key] ?? '';
        const text = CODED.includes(key)
          ? cell
              .split('、')
              .map((word) => inWords(word))
              .join(listMark())
          : cell;
        return key === NAMING[name] ? (
          <th key={key} scope="row" className="cell-main">
            <Link to={`/t/${tenantId}/findings/${row.findingId}`}>{text}</Link>
          </th>
        ) : (
          <td key={key} data-label={t(`plan.column.${key}`)} data-column={key} className="wording">
            {text}
          </td>
        );
      })}
    </tr>
  );
};

/** One of the three lists over the findings as they stand (E01); nothing is kept twice. */
export const PlanListTab = ({ name }: { readonly name: PlanListName }) => {
  const { t } = useTranslation();
  const { complete } = usePlan();
  const { chosen, filters } = usePlanFilter();
  const list = planList(name, chosen);
  const columns = list.columns.map(({ key }) => key as PlanColumn);
  return (
    <section className="card card-flush" aria-label={t(`plan.tab.${name}`)}>
      {filters}
      {complete ? null : <p role="status">{t('plan.loadingAll')}</p>}
      {complete && list.rows.length === 0 ? <EmptyState title={t('plan.noRows')} /> : null}
      {list.rows.length > 0 ? (
        <>
          <p className="muted plan-count">{t('plan.rows', { count: list.rows.length })}</p>
          <section
            className="plan-scroll"
            aria-label={t('plan.rows', { count: list.rows.length })}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls a wide table by keyboard
            tabIndex={0}
          >
            <table className="table">
              <thead>
                <tr>
                  {list.columns.map(({ key, width }) => (
                    // A Chinese character is two of the form's characters wide.
                    <th key={key} scope="col" style={{ minWidth: `${width / 2}em` }}>
                      {t(`plan.column.${key as PlanColumn}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {list.rows.map((row) => (
                  <Row
                    key={`${row.findingId} ${row.cells.seq ?? ''}`}
                    row={row}
                    name={name}
                    columns={columns}
                  />
                ))}
              </tbody>
            </table>
          </section>
        </>
      ) : null}
    </section>
  );
};
