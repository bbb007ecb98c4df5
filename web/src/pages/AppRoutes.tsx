import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { SignedInArea } from '../auth/SignedInArea.tsx';
import { SIGN_IN_PATH } from '../auth/sign-in-source.ts';
import { Waiting } from '../components/Waiting.tsx';
import { AppLayout } from '../layout/AppLayout.tsx';

const SignedInCallback = lazy(() => import('../auth/SignedInCallback.tsx'));
const SignInPage = lazy(() => import('../auth/SignInPage.tsx'));
const SignedOut = lazy(() => import('../auth/SignedOut.tsx'));
const HomePage = lazy(() => import('./home/HomePage.tsx'));
const LedgerPage = lazy(() => import('./tenant/ledger/LedgerPage.tsx'));
const FindingPage = lazy(() => import('./tenant/findings/FindingPage.tsx'));
const ImportsPage = lazy(() => import('./tenant/imports/ImportsPage.tsx'));
const ImportPage = lazy(() => import('./tenant/imports/ImportPage.tsx'));
const BatchesPage = lazy(() => import('./tenant/batches/BatchesPage.tsx'));
const HelpRequestsPage = lazy(() => import('./tenant/help/HelpRequestsPage.tsx'));
const HelpRequestPage = lazy(() => import('./tenant/help/HelpRequestPage.tsx'));
const PlansPage = lazy(() => import('./tenant/plans/PlansPage.tsx'));
const PlanPage = lazy(() => import('./tenant/plans/PlanPage.tsx'));
const ArchivesPage = lazy(() => import('./tenant/archives/ArchivesPage.tsx'));
const EvidenceUploadPage = lazy(() => import('./tenant/evidence-upload/EvidenceUploadPage.tsx'));
const FixityPage = lazy(() => import('./tenant/fixity/FixityPage.tsx'));
const GroupFixityPage = lazy(() => import('./fixity/GroupFixityPage.tsx'));
const OrdersPage = lazy(() => import('./tenant/orders/OrdersPage.tsx'));
const TalksPage = lazy(() => import('./tenant/talks/TalksPage.tsx'));
const TalkPage = lazy(() => import('./tenant/talks/TalkPage.tsx'));
const RecurrencesPage = lazy(() => import('./tenant/recurrences/RecurrencesPage.tsx'));
const OrderPage = lazy(() => import('./tenant/orders/OrderPage.tsx'));
const DutiesPage = lazy(() => import('./tenant/duties/DutiesPage.tsx'));
const DutyPage = lazy(() => import('./tenant/duties/DutyPage.tsx'));
const NoticesPage = lazy(() => import('./tenant/notices/NoticesPage.tsx'));
const NoticePage = lazy(() => import('./tenant/notices/NoticePage.tsx'));
const GroupDutiesPage = lazy(() => import('./duties/GroupDutiesPage.tsx'));
const SettingsPage = lazy(() => import('./tenant/settings/SettingsPage.tsx'));
const MeetingsPage = lazy(() => import('./meetings/MeetingsPage.tsx'));
const MeetingPage = lazy(() => import('./meetings/MeetingPage.tsx'));
const TenantsPage = lazy(() => import('./tenants/TenantsPage.tsx'));
const DelegationsPage = lazy(() => import('./delegations/DelegationsPage.tsx'));
const NotificationsPage = lazy(() => import('./notifications/NotificationsPage.tsx'));
const RestrictedPage = lazy(() => import('./restricted/RestrictedPage.tsx'));
const InterviewCountsPage = lazy(() => import('./restricted/InterviewCountsPage.tsx'));
const ChangesPage = lazy(() => import('./changes/ChangesPage.tsx'));
const NotFoundPage = lazy(() => import('./NotFoundPage.tsx'));

/** The route tree; folders under pages/ follow it. Each page is a file of its own, fetched when first opened. */
export const AppRoutes = () => (
  <Suspense fallback={<Waiting />}>
    <Routes>
      <Route path={SIGN_IN_PATH} element={<SignInPage />} />
      <Route path="/signed-in" element={<SignedInCallback />} />
      <Route path="/signed-out" element={<SignedOut />} />
      <Route element={<SignedInArea />}>
        <Route element={<AppLayout />}>
          <Route index element={<HomePage />} />
          <Route path="t/:tenantId">
            <Route path="ledger" element={<LedgerPage />} />
            <Route path="findings/:findingId" element={<FindingPage />} />
            <Route path="imports" element={<ImportsPage />} />
            <Route path="imports/:importId" element={<ImportPage />} />
            <Route path="batches" element={<BatchesPage />} />
            <Route path="help-requests" element={<HelpRequestsPage />} />
            <Route path="help-requests/:helpId" element={<HelpRequestPage />} />
            <Route path="plans" element={<PlansPage />} />
            <Route path="plans/:planId" element={<PlanPage />} />
            <Route path="duties" element={<DutiesPage />} />
            <Route path="duties/:dutyId" element={<DutyPage />} />
            <Route path="notices" element={<NoticesPage />} />
            <Route path="notices/:noticeId" element={<NoticePage />} />
            <Route path="archives" element={<ArchivesPage />} />
            <Route path="evidence-upload" element={<EvidenceUploadPage />} />
            <Route path="fixity" element={<FixityPage />} />
            <Route path="orders" element={<OrdersPage />} />
            <Route path="orders/:orderId" element={<OrderPage />} />
            <Route path="recurrences/:recurrenceId?" element={<RecurrencesPage />} />
            <Route path="talks" element={<TalksPage />} />
            <Route path="talks/:talkId" element={<TalkPage />} />
            <Route path="settings" element={<SettingsPage />} />
          </Route>
          <Route path="meetings" element={<MeetingsPage />} />
          <Route path="meetings/:meetingId" element={<MeetingPage />} />
          <Route path="duties" element={<GroupDutiesPage />} />
          <Route path="fixity" element={<GroupFixityPage />} />
          <Route path="tenants" element={<TenantsPage />} />
          <Route path="notifications" element={<NotificationsPage />} />
          <Route path="delegations" element={<DelegationsPage />} />
          <Route path="restricted/:folder?/:id?" element={<RestrictedPage />} />
          <Route path="interview-counts" element={<InterviewCountsPage />} />
          <Route path="changes" element={<ChangesPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Route>
    </Routes>
  </Suspense>
);
