import { useSyncExternalStore } from 'react';

/** Below 768 px a page is one column and tables become cards. */
const PHONE = '(max-width: 767px)';

const subscribe = (onChange: () => void) => {
  const media = window.matchMedia(PHONE);
  media.addEventListener('change', onChange);
  return () => media.removeEventListener('change', onChange);
};

export const usePhone = (): boolean =>
  useSyncExternalStore(subscribe, () => window.matchMedia(PHONE).matches);
