import type { OutputOf } from '@xuncha/contracts';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useOperation } from '../../../api/use-operation.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { mattersPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { type Cell, GateChip, GateFigure, gatePath } from './gate-words.tsx';
import { RegistersCard } from './RegistersCard.tsx';

type Board = NonNullable<OutputOf<'boards.get'>['board']>;

const Gate = ({ cell, batchId }: { readonly cell: Cell; readonly batchId: string }) => {
  const { t } = useTranslation();
  const tenantId = useTenantId();
  return (
    <li className={`gate gate-${cell.status}`} data-testid={`gate-${cell.gate}`}>
      <div className="gate-head">
        <h3>{t(`boards.gate.${cell.gate}`)}</h3>
        <GateChip status={cell.status} />
      </div>
      <GateFigure cell={cell} to={gatePath(tenantId, batchId, cell)} />
      <details className="why">
        <summary>{t('boards.formula')}</summary>
        <p className="muted">{t(`boards.gateFormula.${cell.gate}`)}</p>
      </details>
    </li>
  );
};

const Goals = ({ goals }: { readonly goals: Board['goals'] }) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t('boards.goals')}>
      <h2>{t('boards.goals')}</h2>
      <ul className="gates goals">
        {goals.map(({ goal, share }) => (
          <li key={goal} className="gate" data-testid={`goal-${goal}`}>
            <h3>{t(`boards.goal.${goal}`)}</h3>
            <p className="gate-share">{share.percent ?? '—'}</p>
            <p className="muted">{inWords(share.formula)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Effect = ({ funnel }: { readonly funnel: Board['funnel'] }) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t('boards.effect')}>
      <h2>{t('boards.effect')}</h2>
      <ul className="plain-list">
        {funnel.map(({ step, count, share }) => (
          <li key={step} className="list-row">
            {t(`duties.funnel.${step}`)} {count}
            {share ? <p className="muted">{inWords(share.formula)}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  );
};

const Filled = ({ board }: { readonly board: Board }) => {
  const { t } = useTranslation();
  const tenantId = useTenantId();
  return (
    <>
      <section className="card" aria-label={t('boards.gates')}>
        <div className="kind-head">
          <h2>{t('boards.gates')}</h2>
          <Link to={mattersPath(tenantId, 'plan')}>{t('nav.plans')}</Link>
        </div>
        <p className="muted below">{t('boards.cells')}</p>
        <ol className="gates">
          {board.gates.map((cell) => (
            <Gate key={cell.gate} cell={cell} batchId={board.batchId} />
          ))}
        </ol>
      </section>
      <Goals goals={board.goals} />
      <RegistersCard registers={board.registers} batchId={board.batchId} />
      <Effect funnel={board.funnel} />
    </>
  );
};

const BoardOfUnit = () => {
  const { t } = useTranslation();
  const tenantId = useTenantId();
  const [search, setSearch] = useSearchParams();
  const batchId = search.get('batchId') ?? undefined;
  const query = useOperation('boards.get', { params: { tenantId }, query: batchId ? { batchId } : {} });
  return (
    <>
      <PageHeader title={t('boards.title')} printable intro={t('boards.intro')} />
      <Loaded query={query}>
        {({ batches, board }) =>
          board ? (
            <>
              <div className="below">
                <Select
                  aria-label={t('boards.batch')}
                  value={board.batchId}
                  style={{ width: '100%', maxWidth: 420 }}
                  options={batches.map(({ id, title }) => ({ value: id, label: title }))}
                  onChange={(value) => setSearch({ batchId: value })}
                />
              </div>
              <Filled board={board} />
            </>
          ) : (
            <section className="card">
              <EmptyState title={t('boards.empty')} hint={t('boards.emptyHint')} />
            </section>
          )
        }
      </Loaded>
    </>
  );
};

/** Route /t/:tenantId/board (F01–F03). */
export default function BoardPage() {
  return (
    <RequireAction action="duty.read" tenantId={useTenantId()}>
      <BoardOfUnit />
    </RequireAction>
  );
}
