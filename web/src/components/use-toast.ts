import { createContext, useContext } from 'react';

export interface Toast {
  readonly success: (text: string) => void;
}

const ToastContext = createContext<Toast | undefined>(undefined);
export const ToastProvider = ToastContext.Provider;

/** Short confirmations at the top of the page. */
export const useToast = (): Toast => {
  const toast = useContext(ToastContext);
  if (!toast) throw new Error('useToast outside of ToastProvider');
  return toast;
};
