import { Modal, type ModalProps } from 'antd';
import { useEffect, useState } from 'react';

/** Where keys stood before the dialog opened; the page itself where that is no longer there. */
const focusOn = (opener: Element | null): void => {
  const target = opener?.isConnected ? opener : document.querySelector('main');
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
};

/**
 * A dialog that gives the focus back to what opened it (WCAG 2.4.3). Ant Design does so only for dialogs that stay on the
 * page while they are closed, and whose fields do not ask for the focus themselves; ours mostly come and go whole.
 */
export const Dialog = (props: ModalProps) => {
  const open = props.open ?? false;
  // Looked at while it is drawn: before its first field takes the focus.
  const [opening, setOpening] = useState<{ open: boolean; from: Element | null }>({
    open: false,
    from: null,
  });
  if (opening.open !== open) setOpening({ open, from: open ? document.activeElement : opening.from });
  const { from } = opening;
  useEffect(() => {
    if (!open) return;
    return () => {
      const { activeElement } = document;
      // Whoever has moved the focus on by now meant it.
      if (activeElement === document.body || activeElement?.closest('[role="dialog"]')) focusOn(from);
    };
  }, [open, from]);
  return <Modal {...props} />;
};
