import { isOpen } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { DueText } from '../../../components/DueText.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { StateChip } from '../../../components/StateChip.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { useTenantName } from '../../../layout/use-tenant-name.ts';
import { AlertFacts } from './AlertFacts.tsx';
import { FindingBar } from './FindingBar.tsx';
import { FindingSteps } from './FindingSteps.tsx';
import { useFinding } from './finding-context.ts';
import { useNeighbours } from './use-neighbours.ts';

/** Number, short wording, state, due date with its reason. */
export const FindingHeader = () => {
  const { t } = useTranslation();
  const { tenantId, detail } = useFinding();
  const { finding } = detail;
  const unit = useTenantName(tenantId);
  const near = useNeighbours();
  const back = near
    ? { to: near.back, label: t(near.from === 'home' ? 'nav.home' : 'ledger.title') }
    : { to: `/t/${tenantId}/ledger`, label: t('ledger.title') };
  return (
    <>
      <PageHeader
        printable
        extra={
          <div className="finding-tools">
            <FindingSteps />
          </div>
        }
        back={back}
        title={finding.title}
        intro={
          <div className="facts">
            <span>{t('finding.number', { no: finding.no })}</span>
            <StateChip state={finding.state} />
            <span>{unit.name}</span>
            <span>{finding.round}</span>
            {finding.departmentName ? <span>{finding.departmentName}</span> : null}
            <span>
              {t('field.due')}{' '}
              <DueText due={finding.dueDate} overdue={finding.overdue} ended={!isOpen(finding.state)} />
            </span>
            <AlertFacts />
            {finding.dueWhy ? (
              <details className="why">
                <summary>{t('finding.dueWhy')}</summary>
                <p>{inWords(finding.dueWhy)}</p>
              </details>
            ) : null}
          </div>
        }
      />
      <FindingBar />
    </>
  );
};
