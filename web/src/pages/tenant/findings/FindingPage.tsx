import { ProblemError } from '@xuncha/contracts';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'react-router';
import type { FindingDetail } from '../../../api/types.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { MessagePage } from '../../../components/MessagePage.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { AnalysisCard } from './AnalysisCard.tsx';
import { CloseoutCard } from './closeout/CloseoutCard.tsx';
import { runningCaseOf } from './closeout/running-case.ts';
import { CourseCard } from './course/CourseCard.tsx';
import { FindingHeader } from './FindingHeader.tsx';
import { FindingMattersCard } from './FindingMattersCard.tsx';
import { FindingProvider } from './finding-context.ts';
import { MeasuresCard } from './measures/MeasuresCard.tsx';
import { NextSteps } from './NextSteps.tsx';
import { ResponsibilityCard } from './ResponsibilityCard.tsx';
import { TimelineCard } from './TimelineCard.tsx';
import { WordingCard } from './WordingCard.tsx';

/** The workflow opens a gate within moments of the decision before it. */
const OPENING_POLL_MS = 1_000;

const pollWhile = (detail: FindingDetail): number | false =>
  runningCaseOf(detail)?.gateStatus === 'opening' ? OPENING_POLL_MS : false;

/** Goes to the section named in the address once it is there ("去办理" leads straight to the task). */
const useScrollToSection = (loaded: boolean): void => {
  const { hash } = useLocation();
  useEffect(() => {
    if (loaded && hash) document.getElementById(hash.slice(1))?.scrollIntoView({ block: 'start' });
  }, [loaded, hash]);
};

const Finding = ({ tenantId, findingId }: { readonly tenantId: string; readonly findingId: string }) => {
  const { t } = useTranslation();
  const query = useOperation('findings.get', { params: { tenantId, findingId } }, { pollWhile });
  useScrollToSection(query.isSuccess);
  if (query.error instanceof ProblemError && query.error.status === 404)
    return <MessagePage title={t('problem.loadTitle')} hint={query.error.message} />;
  return (
    <Loaded query={query} rows={10}>
      {(detail, etag) => (
        <FindingProvider value={{ tenantId, findingId, detail, etag }}>
          <FindingHeader />
          <div className="finding-grid">
            <div className="finding-main">
              <NextSteps />
              <WordingCard />
              <ResponsibilityCard />
              <AnalysisCard />
              <MeasuresCard />
              <CourseCard />
              <CloseoutCard />
            </div>
            <div className="finding-side">
              <FindingMattersCard />
              <TimelineCard />
            </div>
          </div>
        </FindingProvider>
      )}
    </Loaded>
  );
};

/** Route /t/:tenantId/findings/:findingId. */
export default function FindingPage() {
  const tenantId = useTenantId();
  const { findingId = '' } = useParams();
  return (
    <RequireAction action="finding.read" tenantId={tenantId}>
      <Finding key={findingId} tenantId={tenantId} findingId={findingId} />
    </RequireAction>
  );
}
