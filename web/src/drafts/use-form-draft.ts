import type { FormInstance } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { drafts } from './draft-store.ts';
import { useKeepsNoDrafts } from './keeps-no-drafts.ts';

interface Sending {
  readonly pending: boolean;
  readonly error: unknown;
}

/** A form is known by the page it stands on, which names unit and subject, and by its title. */
const formAt = (name: string): string => `${window.location.pathname}#${name}`;

/** Empty fields come as undefined, null or an empty text: none of them is something typed. */
const told = (values: unknown): string =>
  JSON.stringify(values, (_key, value) => (value === null || value === '' ? undefined : value)) ?? '{}';

/** Runs when what was being sent has been answered well: also when the answer closes the form at once. */
const useSent = ({ pending, error }: Sending, sent: () => void) => {
  const sending = useRef(false);
  const latest = useRef(sent);
  latest.current = sent;
  useEffect(() => {
    if (!pending && sending.current && !error) latest.current();
    sending.current = pending;
  }, [pending, error]);
  useEffect(
    () => () => {
      if (sending.current) latest.current();
    },
    [],
  );
};

export interface FormDraft<Values> {
  /** To start the form with: what was typed the last time, else what there is. */
  readonly initialValues: Partial<Values> | undefined;
  readonly onValuesChange: (changed: unknown, all: Values) => void;
  /** Instant of the typing that was brought back. */
  readonly restoredAt: string | undefined;
  /** What the form held before anything was typed. */
  readonly base: unknown;
  readonly discard: () => void;
}

/** Keeps what is typed into a form until it is sent: a reload, a lost session or a wrong click loses nothing. */
export const useFormDraft = <Values extends object>(
  form: FormInstance<Values>,
  name: string,
  present: Partial<Values> | undefined,
  sending: Sending,
): FormDraft<Values> => {
  const forbidden = useKeepsNoDrafts();
  const [key] = useState(() => formAt(name));
  const [restored, setRestored] = useState(() => (forbidden ? undefined : drafts.read<Partial<Values>>(key)));
  const [opened] = useState(present);
  const base = restored ? restored.base : opened;
  useSent(sending, () => drafts.remove(key));
  return {
    initialValues: restored ? { ...present, ...restored.values } : present,
    onValuesChange(_changed, all) {
      if (forbidden) return;
      if (
        told(all) === told({ ...Object.fromEntries(Object.keys(all).map((each) => [each, null])), ...opened })
      )
        drafts.remove(key);
      else drafts.write(key, all, base ?? {});
    },
    restoredAt: restored?.at,
    base,
    discard() {
      drafts.remove(key);
      setRestored(undefined);
      // Each field by name: resetting would bring back what the form was started with, which is the draft.
      const emptied = Object.fromEntries(
        Object.keys(restored?.values ?? {}).map((each) => [each, undefined]),
      );
      form.setFieldsValue({ ...emptied, ...present } as Parameters<typeof form.setFieldsValue>[0]);
    },
  };
};
