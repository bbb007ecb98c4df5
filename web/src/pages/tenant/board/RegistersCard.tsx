import type { OutputOf } from '@xuncha/contracts';
import { ACCOUNTABILITY_MANNERS, ALERT_LEVELS } from '@xuncha/domain';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { inWords } from '../../../i18n/server-words.ts';
import { mattersPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';

type Registers = NonNullable<OutputOf<'boards.get'>['board']>['registers'];

const Register = ({
  name,
  to,
  children,
}: {
  readonly name: 'systemic' | 'advisory' | 'accountability' | 'warning' | 'assessment';
  readonly to: string;
  readonly children: ReactNode;
}) => {
  const { t } = useTranslation();
  return (
    <li className="list-row" data-testid={`register-${name}`}>
      <h3>
        <Link to={to}>{t(`boards.register.${name}`)}</Link>
      </h3>
      {children}
      <p className="muted">{t(`boards.registerFormula.${name}`)}</p>
    </li>
  );
};

const mannerTitle = (manner: string): string =>
  Object.entries(ACCOUNTABILITY_MANNERS).find(([name]) => name === manner)?.[1] ?? manner;

/** F03: five registers, each opening the list it is counted from. */
export const RegistersCard = ({
  registers,
  batchId,
}: {
  readonly registers: Registers;
  readonly batchId: string;
}) => {
  const { t } = useTranslation();
  const tenantId = useTenantId();
  const ledger = `/t/${tenantId}/ledger?batchId=${batchId}`;
  const { systemic, advisory, accountability, warning, assessment } = registers;
  return (
    <section className="card" aria-label={t('boards.registers')}>
      <h2>{t('boards.registers')}</h2>
      <ul className="plain-list">
        <Register name="systemic" to={`${ledger}&rules=built`}>
          <p>{t('boards.rules', { count: systemic.rules })}</p>
          <ul className="plain-list">
            {systemic.findings.map(({ id, no, title, rules }) => (
              <li key={id}>
                <Link to={`/t/${tenantId}/findings/${id}`}>
                  {no} {title}
                </Link>{' '}
                {t('boards.rules', { count: rules })}
              </li>
            ))}
          </ul>
        </Register>
        <Register name="advisory" to={mattersPath(tenantId, 'help')}>
          <p>{t('boards.advisory', { ...advisory })}</p>
        </Register>
        <Register name="accountability" to={mattersPath(tenantId, 'duty')}>
          <p>
            {accountability
              ? Object.entries(accountability)
                  .map(([manner, persons]) => `${mannerTitle(manner)} ${persons}`)
                  .join(' · ')
              : t('boards.noAccountability')}
          </p>
        </Register>
        <Register name="warning" to={mattersPath(tenantId, 'order')}>
          <p className="alert-counts">
            {ALERT_LEVELS.map((level) => (
              <Link key={level} className="chip chip-neutral" to={`${ledger}&alert=${level}`}>
                {t(`boards.alert.${level}`)} {warning.alerts[level]}
              </Link>
            ))}
          </p>
          <p>{t('boards.orders', { ...warning.orders })}</p>
          {warning.talks ? <p>{t('boards.talks', { ...warning.talks })}</p> : null}
        </Register>
        <Register name="assessment" to={mattersPath(tenantId, 'duty')}>
          <p>{inWords(assessment.onTime.formula)}</p>
          <p>{inWords(assessment.closed.formula)}</p>
        </Register>
      </ul>
    </section>
  );
};
