import { message } from 'antd';
import { useEffect, useRef } from 'react';

export interface ToastText {
  readonly id: number;
  readonly text: string;
}

/** Draws the confirmations; fetched when there is the first one to show. */
export default function Toasts({ texts }: { readonly texts: readonly ToastText[] }) {
  const [messages, holder] = message.useMessage();
  const shown = useRef(0);
  useEffect(() => {
    for (const { id, text } of texts)
      if (id > shown.current) {
        shown.current = id;
        void messages.success(text);
      }
  }, [texts, messages]);
  return holder;
}
