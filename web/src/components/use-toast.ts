import { App } from 'antd';
import { useMemo } from 'react';

/** Short confirmations at the top of the page. */
export const useToast = () => {
  const { message } = App.useApp();
  return useMemo(
    () => ({
      success: (text: string) => void message.success(text),
      warning: (text: string) => void message.warning(text, 6),
    }),
    [message],
  );
};
