import { Suspense, useDeferredValue } from 'react';
import { useParams } from 'react-router';
import type { FindingDetail } from '../../../api/types.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { lazyWithTexts } from '../../../i18n/lazy-with-texts.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { runningCaseOf } from './closeout/running-case.ts';
import { FindingHeader } from './FindingHeader.tsx';
import { FindingTexts } from './FindingTexts.tsx';
import { FindingProvider } from './finding-context.ts';
import { NextSteps } from './NextSteps.tsx';
import { WordingCard } from './WordingCard.tsx';

/** The workflow opens a gate within moments of the decision before it. */
const OPENING_POLL_MS = 1_000;

const pollWhile = (detail: FindingDetail): number | false =>
  runningCaseOf(detail)?.gateStatus === 'opening' ? OPENING_POLL_MS : false;

const FindingWork = lazyWithTexts(() => import('./FindingWork.tsx'));
const FindingSide = lazyWithTexts(() => import('./FindingSide.tsx'));

/** What the finding says and what is next come first; the cards to work with once those are painted. */
const Cards = () => {
  const further = useDeferredValue(true, false);
  return (
    <>
      <FindingHeader />
      <div className="finding-grid">
        <div className="finding-main">
          <NextSteps />
          <WordingCard />
          {further ? (
            <Suspense fallback={<FindingTexts />}>
              <FindingWork />
            </Suspense>
          ) : (
            <FindingTexts />
          )}
        </div>
        <div className="finding-side">
          {further ? (
            <Suspense>
              <FindingSide />
            </Suspense>
          ) : null}
        </div>
      </div>
    </>
  );
};

const Finding = ({ tenantId, findingId }: { readonly tenantId: string; readonly findingId: string }) => {
  const query = useOperation('findings.get', { params: { tenantId, findingId } }, { pollWhile });
  return (
    <Loaded query={query} rows={10}>
      {(detail, etag) => (
        <FindingProvider value={{ tenantId, findingId, detail, etag }}>
          <Cards />
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
