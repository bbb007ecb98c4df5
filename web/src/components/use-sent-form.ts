import type { CallInput, OperationId } from '@xuncha/contracts';
import { Form } from 'antd';
import { useState } from 'react';
import { isConnectionLost } from '../api/connection.ts';
import { useSending } from '../api/use-sending.ts';
import { useHasDraft } from '../drafts/use-has-draft.ts';

interface Command {
  readonly pending: boolean;
  readonly error: Error | null;
  readonly reset: () => void;
}

interface Subject<Id extends OperationId> {
  /** Title of the form, and its subject where the page has several: under both its draft is kept. */
  readonly title: string;
  readonly subject?: string;
  /** Whether a command that was sent from here or before is about the same. */
  readonly isAbout: (input: CallInput<Id>) => boolean;
}

/**
 * A form whose outcome the page shows at once: out of sight as soon as it is sent, back with everything typed and the
 * reason when it was refused or somebody else was faster. On a lost line it stays away, and the page offers to send it
 * again. What was sent before the page was left is found again.
 */
export const useSentForm = <Id extends OperationId, Values extends object>(
  id: Id,
  { pending, error, reset }: Command,
  { title, subject, isAbout }: Subject<Id>,
) => {
  const [open, setOpen] = useState(false);
  const [fields] = Form.useForm<Values>();
  const sending = useSending(id, isAbout);
  const typed = useHasDraft(subject ? `${title} ${subject}` : title);
  const onWay = sending?.status === 'saving' || sending?.status === 'retrying';
  return {
    /** For the form itself. */
    dialog: {
      open,
      title,
      subject,
      shownAtOnce: true,
      form: fields,
      pending,
      error,
      onClose(): void {
        setOpen(false);
        if (!pending) reset();
      },
    },
    /** Kept on the page, seen or not: as long as it is there, nothing of it has to be brought back. */
    mounted: open || pending || error !== null,
    show: () => setOpen(true),
    sent: () => setOpen(false),
    refused: (problem: Error) => setOpen(!isConnectionLost(problem)),
    /** On its way to the server, also since before the page was left and opened again. */
    onWay: onWay ? sending : undefined,
    /** Typed, and neither arrived nor on its way. */
    unsent: typed && !onWay && !open,
    /** Why it did not arrive, where it was sent. */
    failure: sending?.status === 'failed' ? sending.error : null,
    /** The same once more, under the key of the first time; only while the form still holds it. */
    again: error ? fields.submit : undefined,
  };
};
