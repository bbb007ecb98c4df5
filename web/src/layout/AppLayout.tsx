import MenuOutlined from '@ant-design/icons-svg/es/asn/MenuOutlined.js';
import { Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { useApi } from '../api/client-context.ts';
import { useMe } from '../api/me.ts';
import { useOpenExports } from '../api/open-exports.ts';
import { useUnsaved } from '../api/unsaved.ts';
import { Icon } from '../components/Icon.tsx';
import { PageBoundary } from '../components/PageBoundary.tsx';
import { PlainButton } from '../components/PlainButton.tsx';
import { useKeys } from '../components/use-keys.ts';
import { Waiting } from '../components/Waiting.tsx';
import { HelpProvider } from '../help/help-context.ts';
import { lazyWithControls, lazyWithTexts } from '../i18n/lazy-with-texts.tsx';
import { adoptAppearanceOf } from './appearance.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { HeaderMenu } from './HeaderMenu.tsx';
import { LimitsNotice } from './LimitsNotice.tsx';
import { NotificationBell } from './NotificationBell.tsx';
import { PaperHead } from './PaperHead.tsx';
import { SideNav } from './SideNav.tsx';
import { useFetchAhead } from './use-fetch-ahead.ts';

/** Only phones need it. */
const MenuDrawer = lazyWithControls(() => import('./MenuDrawer.tsx'));

const UnsavedBanner = lazyWithTexts(() => import('./UnsavedBanner.tsx'));
const LedgerExports = lazyWithTexts(() => import('./LedgerExports.tsx'));
const KeyboardSheet = lazyWithTexts(() => import('../help/KeyboardSheet.tsx'));
const RoleTour = lazyWithTexts(() => import('../help/RoleTour.tsx'));

/** Header, navigation and the page. On a phone the navigation is a drawer. */
export const AppLayout = () => {
  const { t } = useTranslation();
  const [menuOpen, setMenuOpen] = useState(false);
  const { pathname } = useLocation();
  const { userId } = useMe();
  const unsaved = useUnsaved(pathname);
  const exports = useOpenExports(useApi().membership);
  useFetchAhead();
  useEffect(() => adoptAppearanceOf(userId), [userId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer and starts at the top
  useEffect(() => {
    setMenuOpen(false);
    window.scrollTo(0, 0);
  }, [pathname]);
  const [helping, setHelping] = useState<'keys' | 'tour'>();
  const help = useMemo(
    () => ({ showKeys: () => setHelping('keys'), startTour: () => setHelping('tour') }),
    [],
  );
  useKeys({ '?': help.showKeys });
  const endHelp = () => setHelping(undefined);
  return (
    <HelpProvider value={help}>
      <div className="app">
        <a className="skip" href="#content">
          {t('app.skipToContent')}
        </a>
        <header className="app-header">
          <PlainButton
            look="text"
            className="menu-button"
            icon={<Icon of={MenuOutlined} />}
            aria-label={t('app.openMenu')}
            onClick={() => setMenuOpen(true)}
          />
          <Link to="/" className="brand">
            <img src="/favicon.svg" alt="" width={28} height={28} />
            <span>{t('app.name')}</span>
          </Link>
          <div className="app-header-end">
            <NotificationBell />
            <HeaderMenu />
          </div>
        </header>
        <ConnectionBanner />
        {unsaved ? (
          <Suspense>
            <UnsavedBanner path={unsaved} />
          </Suspense>
        ) : null}
        <div className="app-body">
          <aside className="app-side">
            <SideNav />
          </aside>
          {menuOpen ? (
            <Suspense>
              <MenuDrawer onClose={() => setMenuOpen(false)} />
            </Suspense>
          ) : null}
          <main id="content" className="app-main" tabIndex={-1}>
            <PaperHead />
            <LimitsNotice />
            <PageBoundary key={pathname}>
              <Suspense fallback={<Waiting />}>
                <Outlet />
              </Suspense>
            </PageBoundary>
          </main>
        </div>
        {exports.length > 0 ? (
          <Suspense>
            <LedgerExports open={exports} />
          </Suspense>
        ) : null}
        {helping ? (
          <Suspense>
            {helping === 'keys' ? <KeyboardSheet onClose={endHelp} /> : <RoleTour onEnd={endHelp} />}
          </Suspense>
        ) : null}
      </div>
    </HelpProvider>
  );
};
