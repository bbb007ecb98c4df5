import type { OutputOf } from '@xuncha/contracts';
import { ALERT_LEVELS, type AlertLevel, BOARD_GATES, NO_DOMAIN } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useOperation } from '../../api/use-operation.ts';
import type { Tone } from '../../components/Chip.tsx';
import { HeatMap } from '../../components/chart/HeatMap.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { colon } from '../../i18n/punctuation.ts';
import { RequireAction } from '../RequireAction.tsx';
import { GateChip, GateFigure, gatePath } from '../tenant/board/gate-words.tsx';

type Unit = NonNullable<OutputOf<'boards.get'>['units']>[number];

const lateGates = ({ gates }: Unit): number => gates.filter(({ status }) => status === 'overdue').length;
const lateThings = ({ gates }: Unit): number => gates.reduce((sum, { late }) => sum + late, 0);
const passed = ({ gates }: Unit): number => gates.filter(({ status }) => status === 'passed').length;
const worstFirst = (a: Unit, b: Unit): number =>
  lateGates(b) - lateGates(a) || lateThings(b) - lateThings(a) || passed(a) - passed(b);

const ALERT_TONES: Readonly<Record<AlertLevel, Tone>> = { blue: 'blue', yellow: 'amber', red: 'red' };

const GateTable = ({ units }: { readonly units: readonly Unit[] }) => {
  const { t } = useTranslation();
  return (
    <table className="table" data-testid="gate-table">
      <thead>
        <tr>
          <th scope="col">{t('field.unit')}</th>
          <th scope="col">{t('boards.alerts')}</th>
          {BOARD_GATES.map((gate) => (
            <th key={gate} scope="col">
              {t(`boards.gate.${gate}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {units.toSorted(worstFirst).map((unit) => (
          <tr key={unit.tenantId}>
            <td data-label={t('field.unit')}>
              <div className="cell-main">
                <Link to={`/t/${unit.tenantId}/board`}>{unit.tenantName}</Link>
                <span className="muted nowrap">{t('boards.asOf', { date: unit.asOf })}</span>
              </div>
            </td>
            <td data-label={t('boards.alerts')} data-testid="unit-alerts">
              <div className="alert-counts">
                {ALERT_LEVELS.toReversed().map((level) => (
                  <Link
                    key={level}
                    className={`chip chip-${unit.alerts[level] > 0 ? ALERT_TONES[level] : 'neutral'}`}
                    title={`${t(`boards.alert.${level}`)} ${unit.alerts[level]}`}
                    to={`/t/${unit.tenantId}/ledger?view=all&alert=${level}`}
                  >
                    {t(`boards.alertShort.${level}`, { count: unit.alerts[level] })}
                  </Link>
                ))}
              </div>
            </td>
            {unit.gates.map((cell) => (
              <td key={cell.gate} data-label={t(`boards.gate.${cell.gate}`)}>
                <div className="gate-cell">
                  <GateChip status={cell.status} />
                  <GateFigure cell={cell} to={gatePath(unit.tenantId, undefined, cell)} />
                </div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** The findings behind a cell: rows without a domain of their own stand under a name the ledger doesn't know. */
const domainPath = (tenantId: string, domain: string): string =>
  `/t/${tenantId}/ledger?view=all${domain === NO_DOMAIN ? '' : `&domain=${encodeURIComponent(domain)}`}`;

/** K03: findings of every unit by domain; open of all, and how many of them are late. */
const DomainTable = ({ units }: { readonly units: readonly Unit[] }) => {
  const { t } = useTranslation();
  const domains = [...new Set(units.flatMap((unit) => unit.domains.map(({ domain }) => domain)))].sort();
  return (
    <HeatMap
      corner={t('boards.domain')}
      rows={domains.map((domain) => ({ id: domain, label: domain }))}
      columns={units.map(({ tenantId, tenantName }) => ({ id: tenantId, label: tenantName }))}
      explain={({ open, closed, late = 0 }, row, column) =>
        `${column} · ${row}${colon()}${t('boards.domainCount', { open, total: open + closed, late })}`
      }
      cell={(domain, tenantId) => {
        const found = units
          .find((unit) => unit.tenantId === tenantId)
          ?.domains.find((one) => one.domain === domain);
        if (!found) return undefined;
        const { total, open, late } = found;
        const allList = domainPath(tenantId, domain);
        return { open, closed: total - open, late, openList: `${allList}&due=open`, allList };
      }}
    />
  );
};

const GroupBoard = () => {
  const { t } = useTranslation();
  const { current } = useMe();
  const query = useOperation('boards.get', { params: { tenantId: current.tenantId }, query: {} });
  return (
    <>
      <PageHeader title={t('boards.groupTitle')} printable intro={t('boards.groupIntro')} />
      <Loaded query={query}>
        {({ units = [] }) =>
          units.length === 0 ? (
            <section className="card">
              <EmptyState title={t('boards.groupEmpty')} hint={t('boards.groupEmptyHint')} />
            </section>
          ) : (
            <>
              <section className="card" aria-label={t('boards.gates')}>
                <h2>{t('boards.gates')}</h2>
                <p className="muted">{t('boards.cells')}</p>
                <div className="wide-table">
                  <GateTable units={units} />
                </div>
                <details className="why">
                  <summary>{t('boards.formula')}</summary>
                  <ul>
                    {BOARD_GATES.map((gate) => (
                      <li key={gate}>
                        {t(`boards.gate.${gate}`)}
                        {colon()}
                        {t(`boards.gateFormula.${gate}`)}
                      </li>
                    ))}
                  </ul>
                </details>
              </section>
              <section className="card" aria-label={t('boards.domains')}>
                <h2>{t('boards.domains')}</h2>
                <p className="muted below">{t('effect.heatHint')}</p>
                <DomainTable units={units} />
              </section>
            </>
          )
        }
      </Loaded>
    </>
  );
};

/** Route /board: the six gates of all units, for HQ (F01, K03). */
export default function GroupBoardPage() {
  return (
    <RequireAction action="duty.read">
      <GroupBoard />
    </RequireAction>
  );
}
