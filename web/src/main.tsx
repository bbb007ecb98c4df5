import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { createQueryClient } from './api/query-client.ts';
import { SESSION_KEY } from './auth/session-key.ts';
import { createSignIn } from './auth/sign-in.ts';
import { SignInProvider } from './auth/sign-in-context.ts';
import { loadAppConfig } from './config/app-config.ts';
import { coreZhCN } from './i18n/core.zh-CN.ts';
import { startI18n } from './i18n/index.ts';
import { Theme } from './layout/Theme.tsx';
import { AppRoutes } from './pages/AppRoutes.tsx';
import { fetchFirstPage } from './pages/page-table.ts';

const Failed = () => (
  <main className="centered">
    <div className="centered-card" role="alert">
      <h1>{coreZhCN.app.name}</h1>
      <p>{coreZhCN.auth.configFailed}</p>
      <button type="button" onClick={() => window.location.reload()}>
        {coreZhCN.action.retry}
      </button>
    </div>
  </main>
);

/** Draws the application in place of the frame that came with the HTML. */
export const draw = async (): Promise<void> => {
  const container = document.getElementById('root');
  if (!container) throw new Error('index.html has no #root');
  const root = createRoot(container);
  try {
    const [config] = await Promise.all([
      loadAppConfig(),
      startI18n(),
      // Whoever draws the page says what is wrong with it.
      fetchFirstPage(window.location.pathname).catch(() => undefined),
    ]);
    const value = createSignIn(config);
    const queries = createQueryClient();
    // Known before anything is drawn: the page then begins with the person. A failure is for whoever asks again.
    if (await value.current().catch(() => undefined)) queries.setQueryData(SESSION_KEY, true);
    root.render(
      <StrictMode>
        <SignInProvider value={value}>
          <QueryClientProvider client={queries}>
            <BrowserRouter>
              <Theme>
                <AppRoutes />
              </Theme>
            </BrowserRouter>
          </QueryClientProvider>
        </SignInProvider>
      </StrictMode>,
    );
  } catch {
    root.render(<Failed />);
  }
};
