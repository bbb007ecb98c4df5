import { useState } from 'react';
import { isConnectionLost } from '../api/connection.ts';

interface Sending {
  readonly pending: boolean;
  readonly error: Error | null;
  readonly reset: () => void;
}

/**
 * A form whose outcome the page shows at once: out of sight as soon as it is sent, back with everything typed when it was
 * refused or somebody else was faster. On a lost line it stays away, and the page offers to send it again.
 */
export const useFormShownAtOnce = ({ pending, error, reset }: Sending) => {
  const [open, setOpen] = useState(false);
  return {
    open,
    /** Kept on the page, seen or not: as long as it is there, nothing of it has to be brought back. */
    mounted: open || pending || error !== null,
    show: () => setOpen(true),
    sent: () => setOpen(false),
    refused: (problem: Error) => setOpen(!isConnectionLost(problem)),
    close(): void {
      setOpen(false);
      if (!pending) reset();
    },
  };
};
