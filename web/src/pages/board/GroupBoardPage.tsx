import type { OutputOf } from '@xuncha/contracts';
import { ALERT_LEVELS, BOARD_GATES, NO_DOMAIN } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useOperation } from '../../api/use-operation.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { colon } from '../../i18n/punctuation.ts';
import { RequireAction } from '../RequireAction.tsx';
import { GateChip, gatePath } from '../tenant/board/gate-words.tsx';

type Unit = NonNullable<OutputOf<'boards.get'>['units']>[number];

const lateGates = ({ gates }: Unit): number => gates.filter(({ status }) => status === 'overdue').length;
const lateThings = ({ gates }: Unit): number => gates.reduce((sum, { late }) => sum + late, 0);
const passed = ({ gates }: Unit): number => gates.filter(({ status }) => status === 'passed').length;
const worstFirst = (a: Unit, b: Unit): number =>
  lateGates(b) - lateGates(a) || lateThings(b) - lateThings(a) || passed(a) - passed(b);

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
              <Link to={`/t/${unit.tenantId}/board`}>{unit.tenantName}</Link>
              <br />
              <span className="muted">{t('boards.asOf', { date: unit.asOf })}</span>
            </td>
            <td data-label={t('boards.alerts')} data-testid="unit-alerts">
              {ALERT_LEVELS.toReversed().map((level) => (
                <div key={level}>
                  <Link to={`/t/${unit.tenantId}/ledger?view=all&alert=${level}`}>
                    {t(`boards.alert.${level}`)} {unit.alerts[level]}
                  </Link>
                </div>
              ))}
            </td>
            {unit.gates.map((cell) => (
              <td key={cell.gate} data-label={t(`boards.gate.${cell.gate}`)}>
                <GateChip status={cell.status} />{' '}
                <Link to={gatePath(unit.tenantId, undefined, cell)}>{t('boards.count', { ...cell })}</Link>
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

/** K03: findings of every unit by domain; late of open of all. */
const DomainTable = ({ units }: { readonly units: readonly Unit[] }) => {
  const { t } = useTranslation();
  const domains = [...new Set(units.flatMap((unit) => unit.domains.map(({ domain }) => domain)))].sort();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('boards.domain')}</th>
          {units.map(({ tenantId, tenantName }) => (
            <th key={tenantId} scope="col">
              {tenantName}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {domains.map((domain) => (
          <tr key={domain}>
            <td data-label={t('boards.domain')}>{domain}</td>
            {units.map((unit) => {
              const cell = unit.domains.find((one) => one.domain === domain);
              return (
                <td key={unit.tenantId} data-label={unit.tenantName}>
                  {cell ? (
                    <Link to={domainPath(unit.tenantId, domain)}>{t('boards.domainCount', { ...cell })}</Link>
                  ) : (
                    '—'
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const GroupBoard = () => {
  const { t } = useTranslation();
  const { current } = useMe();
  const query = useOperation('boards.get', { params: { tenantId: current.tenantId }, query: {} });
  return (
    <>
      <PageHeader title={t('boards.groupTitle')} intro={t('boards.groupIntro')} />
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
                <GateTable units={units} />
                <details>
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
