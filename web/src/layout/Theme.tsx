import { type ReactNode, Suspense, useLayoutEffect, useMemo, useState } from 'react';
import { type Toast, ToastProvider } from '../components/use-toast.ts';
import { lazyWithControls } from '../i18n/lazy-with-texts.tsx';
import type { ToastText } from './Toasts.tsx';
import { useDark } from './use-dark.ts';

const Toasts = lazyWithControls(() => import('./Toasts.tsx'));

const WithToast = ({ children }: { readonly children: ReactNode }) => {
  const [texts, setTexts] = useState<readonly ToastText[]>([]);
  const toast = useMemo<Toast>(
    () => ({ success: (text) => setTexts((all) => [...all, { id: (all.at(-1)?.id ?? 0) + 1, text }]) }),
    [],
  );
  return (
    <ToastProvider value={toast}>
      {texts.length > 0 ? (
        <Suspense>
          <Toasts texts={texts} />
        </Suspense>
      ) : null}
      {children}
    </ToastProvider>
  );
};

/** Light or dark for everything below, and its confirmations. */
export const Theme = ({ children }: { readonly children: ReactNode }) => {
  const dark = useDark();
  useLayoutEffect(() => {
    document.documentElement.dataset.appearance = dark ? 'dark' : 'light';
  }, [dark]);
  return <WithToast>{children}</WithToast>;
};
