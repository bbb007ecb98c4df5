import AlertOutlined from '@ant-design/icons-svg/es/asn/AlertOutlined.js';
import ApartmentOutlined from '@ant-design/icons-svg/es/asn/ApartmentOutlined.js';
import AuditOutlined from '@ant-design/icons-svg/es/asn/AuditOutlined.js';
import BarChartOutlined from '@ant-design/icons-svg/es/asn/BarChartOutlined.js';
import BarsOutlined from '@ant-design/icons-svg/es/asn/BarsOutlined.js';
import CloudUploadOutlined from '@ant-design/icons-svg/es/asn/CloudUploadOutlined.js';
import CommentOutlined from '@ant-design/icons-svg/es/asn/CommentOutlined.js';
import DashboardOutlined from '@ant-design/icons-svg/es/asn/DashboardOutlined.js';
import FileTextOutlined from '@ant-design/icons-svg/es/asn/FileTextOutlined.js';
import FolderOpenOutlined from '@ant-design/icons-svg/es/asn/FolderOpenOutlined.js';
import FunnelPlotOutlined from '@ant-design/icons-svg/es/asn/FunnelPlotOutlined.js';
import ImportOutlined from '@ant-design/icons-svg/es/asn/ImportOutlined.js';
import InboxOutlined from '@ant-design/icons-svg/es/asn/InboxOutlined.js';
import LockOutlined from '@ant-design/icons-svg/es/asn/LockOutlined.js';
import NotificationOutlined from '@ant-design/icons-svg/es/asn/NotificationOutlined.js';
import RetweetOutlined from '@ant-design/icons-svg/es/asn/RetweetOutlined.js';
import SafetyCertificateOutlined from '@ant-design/icons-svg/es/asn/SafetyCertificateOutlined.js';
import ScheduleOutlined from '@ant-design/icons-svg/es/asn/ScheduleOutlined.js';
import SendOutlined from '@ant-design/icons-svg/es/asn/SendOutlined.js';
import SettingOutlined from '@ant-design/icons-svg/es/asn/SettingOutlined.js';
import SolutionOutlined from '@ant-design/icons-svg/es/asn/SolutionOutlined.js';
import SwapOutlined from '@ant-design/icons-svg/es/asn/SwapOutlined.js';
import TeamOutlined from '@ant-design/icons-svg/es/asn/TeamOutlined.js';
import type { IconDefinition } from '@ant-design/icons-svg/es/types.js';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { useMay, useMe } from '../api/me.ts';
import { Icon } from '../components/Icon.tsx';
import { fetchPageAt } from '../pages/page-table.ts';
import { RESTRICTED_SECTIONS } from '../pages/restricted/restricted-path.ts';
import { useTenantInView } from './use-tenant-in-view.ts';
import { useTenantName } from './use-tenant-name.ts';

interface Item {
  readonly to: string;
  readonly label: string;
  readonly icon: IconDefinition;
  readonly shown: boolean;
}

const NavItems = ({ title, items }: { readonly title?: string; readonly items: readonly Item[] }) => {
  const shown = items.filter((item) => item.shown);
  if (shown.length === 0) return null;
  return (
    <div className="nav-group">
      {title ? <p className="nav-title">{title}</p> : null}
      <ul>
        {shown.map(({ to, label, icon }) => (
          <li key={to}>
            <NavLink
              to={to}
              end={to === '/'}
              onPointerEnter={() => fetchPageAt(to)}
              onFocus={() => fetchPageAt(to)}
            >
              <Icon of={icon} />
              <span>{label}</span>
            </NavLink>
          </li>
        ))}
      </ul>
    </div>
  );
};

/** The pages of one tenant: the own one, or the one HQ is looking at. */
const TenantItems = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const { name, kind } = useTenantName(tenantId);
  const base = `/t/${tenantId}`;
  const working = kind !== 'group';
  // Whoever has business on any of its tabs; on HQ's own settings limits and accesses have none.
  const settings =
    may('org.edit') ||
    may('member.read') ||
    may('tenant.configure') ||
    may('standard.edit') ||
    (working && (may('limit.configure') || may('access.read')));
  return (
    <NavItems
      title={name}
      items={[
        {
          to: `${base}/ledger`,
          label: t('nav.ledger'),
          icon: BarsOutlined,
          shown: working && may('finding.read'),
        },
        {
          to: `${base}/board`,
          label: t('nav.board'),
          icon: DashboardOutlined,
          shown: working && may('duty.read'),
        },
        {
          to: `${base}/effect`,
          label: t('effect.title'),
          icon: FunnelPlotOutlined,
          shown: working && may('finding.read'),
        },
        {
          to: `${base}/evidence-upload`,
          label: t('nav.evidenceUpload'),
          icon: CloudUploadOutlined,
          shown: working && may('evidence.add'),
        },
        {
          to: `${base}/imports`,
          label: t('nav.imports'),
          icon: ImportOutlined,
          shown: working && may('import.read'),
        },
        {
          to: `${base}/batches`,
          label: t('nav.batches'),
          icon: SendOutlined,
          shown: working && may('batch.read'),
        },
        {
          to: `${base}/plans`,
          label: t('nav.plans'),
          icon: ScheduleOutlined,
          shown: working && may('plan.read'),
        },
        {
          to: `${base}/orders`,
          label: t('nav.orders'),
          icon: AlertOutlined,
          shown: working && may('matter.read'),
        },
        {
          to: `${base}/recurrences`,
          label: t('nav.recurrences'),
          icon: RetweetOutlined,
          shown: working && may('matter.read'),
        },
        {
          to: `${base}/talks`,
          label: t('nav.talks'),
          icon: CommentOutlined,
          shown: working && may('talk.read'),
        },
        {
          to: `${base}/duties`,
          label: t('nav.duties'),
          icon: FileTextOutlined,
          shown: working && may('duty.read'),
        },
        {
          to: `${base}/help-requests`,
          label: t('nav.help'),
          icon: TeamOutlined,
          shown: working && may('matter.read'),
        },
        {
          to: `${base}/unit-meetings`,
          label: t('nav.meetingsOfUnit'),
          icon: SolutionOutlined,
          shown: working && may('matter.read'),
        },
        {
          to: `${base}/notices`,
          label: t('nav.notices'),
          icon: NotificationOutlined,
          shown: working && may('notice.read'),
        },
        {
          to: `${base}/archives`,
          label: t('nav.archives'),
          icon: FolderOpenOutlined,
          shown: working && may('archive.read'),
        },
        {
          to: `${base}/fixity`,
          label: t('nav.fixity'),
          icon: SafetyCertificateOutlined,
          shown: working && may('fixity.read'),
        },
        { to: `${base}/settings`, label: t('nav.settings'), icon: SettingOutlined, shown: settings },
      ]}
    />
  );
};

export const SideNav = () => {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const inView = useTenantInView();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // A long navigation scrolls by itself: where somebody is stays in view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another line
  useEffect(() => {
    nav.current?.querySelector('[aria-current=page]')?.scrollIntoView?.({ block: 'nearest' });
  }, [pathname]);
  const tenants = [me.current.tenantId, ...(inView && inView !== me.current.tenantId ? [inView] : [])];
  return (
    <nav ref={nav} aria-label={t('nav.main')} className="side-nav">
      <NavItems
        items={[
          { to: '/', label: t('nav.home'), icon: InboxOutlined, shown: may('inbox.read') },
          { to: '/tenants', label: t('nav.tenants'), icon: ApartmentOutlined, shown: may('tenant.list') },
          {
            to: '/board',
            label: t('nav.groupBoard'),
            icon: DashboardOutlined,
            shown: me.current.tenantKind === 'group' && may('duty.read'),
          },
          {
            to: '/effect',
            label: t('effect.groupTitle'),
            icon: FunnelPlotOutlined,
            shown: may('tenant.list'),
          },
          {
            to: '/duties',
            label: t('nav.groupDuties'),
            icon: FileTextOutlined,
            shown: may('duty.list'),
          },
          {
            to: '/fixity',
            label: t('nav.groupFixity'),
            icon: SafetyCertificateOutlined,
            shown: may('fixity.list'),
          },
          { to: '/meetings', label: t('nav.meetings'), icon: AuditOutlined, shown: may('meeting.read') },
          {
            to: '/restricted',
            label: t('nav.restricted'),
            icon: LockOutlined,
            shown: RESTRICTED_SECTIONS.some(({ read }) => may(read)),
          },
          {
            to: '/interview-counts',
            label: t('nav.interviewCounts'),
            icon: BarChartOutlined,
            shown: may('interview_statistics.read'),
          },
          {
            to: '/delegations',
            label: t('nav.delegations'),
            icon: SwapOutlined,
            shown: may('delegation.read'),
          },
        ]}
      />
      {tenants.map((tenantId) => (
        <TenantItems key={tenantId} tenantId={tenantId} />
      ))}
    </nav>
  );
};
