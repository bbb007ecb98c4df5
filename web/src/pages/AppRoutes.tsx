import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { SignedInArea } from '../auth/SignedInArea.tsx';
import { SIGN_IN_PATH } from '../auth/sign-in-source.ts';
import { Waiting } from '../components/Waiting.tsx';
import { AppLayout } from '../layout/AppLayout.tsx';
import HomePage from './home/HomePage.tsx';
import { GROUP_PAGES, UNIT_PAGES } from './page-table.ts';

const SignedInCallback = lazy(() => import('../auth/SignedInCallback.tsx'));
const SignInPage = lazy(() => import('../auth/SignInPage.tsx'));
const SignedOut = lazy(() => import('../auth/SignedOut.tsx'));
const NotFoundPage = lazy(() => import('./NotFoundPage.tsx'));

/** The route tree; folders under pages/ follow it. */
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
            {Object.entries(UNIT_PAGES).map(([path, Page]) => (
              <Route key={path} path={path} element={<Page />} />
            ))}
          </Route>
          {Object.entries(GROUP_PAGES).map(([path, Page]) => (
            <Route key={path} path={path} element={<Page />} />
          ))}
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Route>
    </Routes>
  </Suspense>
);
