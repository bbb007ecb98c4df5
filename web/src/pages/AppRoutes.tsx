import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { SignedInArea } from '../auth/SignedInArea.tsx';
import { SIGN_IN_PATH } from '../auth/sign-in-source.ts';
import { Waiting } from '../components/Waiting.tsx';
import { lazyWithTexts } from '../i18n/lazy-with-texts.tsx';
import { AppLayout } from '../layout/AppLayout.tsx';
import HomePage from './home/HomePage.tsx';

const SignedInCallback = lazy(() => import('../auth/SignedInCallback.tsx'));
const SignInPage = lazy(() => import('../auth/SignInPage.tsx'));
const SignedOut = lazy(() => import('../auth/SignedOut.tsx'));
const LedgerPage = lazy(() => import('./tenant/ledger/LedgerPage.tsx'));
const FindingPage = lazy(() => import('./tenant/findings/FindingPage.tsx'));
const ImportsPage = lazyWithTexts(() => import('./tenant/imports/ImportsPage.tsx'));
const ImportPage = lazyWithTexts(() => import('./tenant/imports/ImportPage.tsx'));
const BatchesPage = lazyWithTexts(() => import('./tenant/batches/BatchesPage.tsx'));
const HelpRequestsPage = lazyWithTexts(() => import('./tenant/help/HelpRequestsPage.tsx'));
const HelpRequestPage = lazyWithTexts(() => import('./tenant/help/HelpRequestPage.tsx'));
const PlansPage = lazyWithTexts(() => import('./tenant/plans/PlansPage.tsx'));
const PlanPage = lazyWithTexts(() => import('./tenant/plans/PlanPage.tsx'));
const ArchivesPage = lazyWithTexts(() => import('./tenant/archives/ArchivesPage.tsx'));
const EvidenceUploadPage = lazyWithTexts(() => import('./tenant/evidence-upload/EvidenceUploadPage.tsx'));
const FixityPage = lazyWithTexts(() => import('./tenant/fixity/FixityPage.tsx'));
const GroupFixityPage = lazyWithTexts(() => import('./fixity/GroupFixityPage.tsx'));
const UnitMeetingsPage = lazyWithTexts(() => import('./tenant/unit-meetings/UnitMeetingsPage.tsx'));
const UnitMeetingPage = lazyWithTexts(() => import('./tenant/unit-meetings/UnitMeetingPage.tsx'));
const AssignmentPage = lazyWithTexts(() => import('./tenant/unit-meetings/AssignmentPage.tsx'));
const BoardPage = lazyWithTexts(() => import('./tenant/board/BoardPage.tsx'));
const GroupBoardPage = lazyWithTexts(() => import('./board/GroupBoardPage.tsx'));
const OrdersPage = lazyWithTexts(() => import('./tenant/orders/OrdersPage.tsx'));
const TalksPage = lazyWithTexts(() => import('./tenant/talks/TalksPage.tsx'));
const TalkPage = lazyWithTexts(() => import('./tenant/talks/TalkPage.tsx'));
const RecurrencesPage = lazyWithTexts(() => import('./tenant/recurrences/RecurrencesPage.tsx'));
const OrderPage = lazyWithTexts(() => import('./tenant/orders/OrderPage.tsx'));
const DutiesPage = lazyWithTexts(() => import('./tenant/duties/DutiesPage.tsx'));
const DutyPage = lazyWithTexts(() => import('./tenant/duties/DutyPage.tsx'));
const NoticesPage = lazyWithTexts(() => import('./tenant/notices/NoticesPage.tsx'));
const NoticePage = lazyWithTexts(() => import('./tenant/notices/NoticePage.tsx'));
const GroupDutiesPage = lazyWithTexts(() => import('./duties/GroupDutiesPage.tsx'));
const SettingsPage = lazyWithTexts(() => import('./tenant/settings/SettingsPage.tsx'));
const MeetingsPage = lazyWithTexts(() => import('./meetings/MeetingsPage.tsx'));
const MeetingPage = lazyWithTexts(() => import('./meetings/MeetingPage.tsx'));
const TenantsPage = lazyWithTexts(() => import('./tenants/TenantsPage.tsx'));
const DelegationsPage = lazyWithTexts(() => import('./delegations/DelegationsPage.tsx'));
const NotificationsPage = lazyWithTexts(() => import('./notifications/NotificationsPage.tsx'));
const RestrictedPage = lazyWithTexts(() => import('./restricted/RestrictedPage.tsx'));
const InterviewCountsPage = lazyWithTexts(() => import('./restricted/InterviewCountsPage.tsx'));
const ChangesPage = lazyWithTexts(() => import('./changes/ChangesPage.tsx'));
const EffectPage = lazyWithTexts(() => import('./tenant/effect/EffectPage.tsx'));
const GroupEffectPage = lazyWithTexts(() => import('./effect/GroupEffectPage.tsx'));
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
            <Route path="board" element={<BoardPage />} />
            <Route path="duties" element={<DutiesPage />} />
            <Route path="duties/:dutyId" element={<DutyPage />} />
            <Route path="notices" element={<NoticesPage />} />
            <Route path="notices/:noticeId" element={<NoticePage />} />
            <Route path="archives" element={<ArchivesPage />} />
            <Route path="evidence-upload" element={<EvidenceUploadPage />} />
            <Route path="fixity" element={<FixityPage />} />
            <Route path="guidance/:helpId" element={<HelpRequestPage />} />
            <Route path="unit-meetings" element={<UnitMeetingsPage />} />
            <Route path="unit-meetings/:meetingId" element={<UnitMeetingPage />} />
            <Route path="actions/:assignmentId" element={<AssignmentPage />} />
            <Route path="instructions/:assignmentId" element={<AssignmentPage />} />
            <Route path="orders" element={<OrdersPage />} />
            <Route path="orders/:orderId" element={<OrderPage />} />
            <Route path="recurrences/:recurrenceId?" element={<RecurrencesPage />} />
            <Route path="talks" element={<TalksPage />} />
            <Route path="talks/:talkId" element={<TalkPage />} />
            <Route path="effect" element={<EffectPage />} />
            <Route path="settings" element={<SettingsPage />} />
          </Route>
          <Route path="meetings" element={<MeetingsPage />} />
          <Route path="meetings/:meetingId" element={<MeetingPage />} />
          <Route path="board" element={<GroupBoardPage />} />
          <Route path="duties" element={<GroupDutiesPage />} />
          <Route path="fixity" element={<GroupFixityPage />} />
          <Route path="effect" element={<GroupEffectPage />} />
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
