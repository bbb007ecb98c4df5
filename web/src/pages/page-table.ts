import { matchPath } from 'react-router';
import { fetchFoundation, lazyPage, lazyWithTexts } from '../i18n/lazy-with-texts.tsx';
import { FIRST_PAGES, type FirstPage } from './first-pages.ts';

const LedgerPage = lazyPage(() => import('./tenant/ledger/LedgerPage.tsx'));
const FindingPage = lazyPage(() => import('./tenant/findings/FindingPage.tsx'));
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

/** Pages of one unit, by the address behind `/t/:tenantId/`. Each is a file of its own, fetched when first opened. */
export const UNIT_PAGES = {
  ledger: LedgerPage,
  'findings/:findingId': FindingPage,
  imports: ImportsPage,
  'imports/:importId': ImportPage,
  batches: BatchesPage,
  'help-requests': HelpRequestsPage,
  'help-requests/:helpId': HelpRequestPage,
  plans: PlansPage,
  'plans/:planId': PlanPage,
  board: BoardPage,
  duties: DutiesPage,
  'duties/:dutyId': DutyPage,
  notices: NoticesPage,
  'notices/:noticeId': NoticePage,
  archives: ArchivesPage,
  'evidence-upload': EvidenceUploadPage,
  fixity: FixityPage,
  'guidance/:helpId': HelpRequestPage,
  'unit-meetings': UnitMeetingsPage,
  'unit-meetings/:meetingId': UnitMeetingPage,
  'actions/:assignmentId': AssignmentPage,
  'instructions/:assignmentId': AssignmentPage,
  orders: OrdersPage,
  'orders/:orderId': OrderPage,
  'recurrences/:recurrenceId?': RecurrencesPage,
  talks: TalksPage,
  'talks/:talkId': TalkPage,
  effect: EffectPage,
  settings: SettingsPage,
} as const;

/** Pages beside those of a unit, and beside home. */
export const GROUP_PAGES = {
  meetings: MeetingsPage,
  'meetings/:meetingId': MeetingPage,
  board: GroupBoardPage,
  duties: GroupDutiesPage,
  fixity: GroupFixityPage,
  effect: GroupEffectPage,
  tenants: TenantsPage,
  notifications: NotificationsPage,
  delegations: DelegationsPage,
  'restricted/:folder?/:id?': RestrictedPage,
  'interview-counts': InterviewCountsPage,
  changes: ChangesPage,
} as const;

const PAGES = [
  ...Object.entries(UNIT_PAGES).map(([path, page]) => [`/t/:tenantId/${path}`, page] as const),
  ...Object.entries(GROUP_PAGES).map(([path, page]) => [`/${path}`, page] as const),
];

const quietly = (fetching: Promise<unknown>): void => {
  fetching.catch(() => undefined);
};

/** Begins to fetch the page of an address that somebody is about to open; whoever opens it sees whether that failed. */
export const fetchPageAt = (pathname: string): void => {
  // What fails now might not be tried again when it is opened.
  if (!navigator.onLine) return;
  for (const [pattern, page] of PAGES) if (matchPath(pattern, pathname)) quietly(page.fetchAhead());
};

/** Fetches the page of an address whose files the start page has begun to fetch, so that it is drawn at once. */
export const fetchFirstPage = async (pathname: string): Promise<void> => {
  const pages = { home: undefined, ledger: LedgerPage, finding: FindingPage };
  for (const [name, address] of Object.entries(FIRST_PAGES) as [FirstPage, RegExp][])
    if (address.test(pathname)) await pages[name]?.fetchAhead();
};

/** Begins to fetch what most people open next: ledger and findings, and what nearly every page is made of. */
export const fetchWorkAhead = (): void => {
  if (!navigator.onLine) return;
  quietly(LedgerPage.fetchAhead());
  quietly(fetchFoundation());
};
