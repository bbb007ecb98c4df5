import { type Mutation, type MutationCache, QueryClientContext } from '@tanstack/react-query';
import type { FormInstance } from 'antd';
import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Draft, drafts } from './draft-store.ts';
import { useKeepsNoDrafts } from './keeps-no-drafts.ts';
import { alike, leafAt, leavesOf, withLeaf } from './leaves.ts';

interface Sending {
  readonly pending: boolean;
  readonly error: unknown;
}

interface Options extends Sending {
  /** Names the form on its page. */
  readonly name: string;
  /** Whoever may only read finds nothing brought back, and nothing is kept. */
  readonly readOnly?: boolean;
  /** Once it has been sent it begins anew: a request may be followed by another one. */
  readonly again?: boolean;
}

/** A form is known by the page it stands on, which names unit and subject, and by its name there. */
export const formAt = (name: string): string => `${window.location.pathname}#${name}`;

/** Runs once the command has been done, if ever: also when nobody looks at its form any more. */
const whenDone = (commands: MutationCache, command: Mutation, then: () => void): void => {
  const { status } = command.state;
  if (status === 'success') then();
  if (status !== 'pending') return;
  const stop = commands.subscribe(({ mutation }) => {
    if (mutation !== command || command.state.status === 'pending') return;
    stop();
    if (command.state.status === 'success') then();
  });
};

/** Finds the command that a form sends, which may go on when the form is gone. */
const useSentCommand = () => {
  const commands = useContext(QueryClientContext)?.getMutationCache();
  const sent = useRef<Mutation>(undefined);
  return {
    send(run: () => void): void {
      const before = new Set(commands?.getAll());
      run();
      sent.current = commands?.getAll().find((one) => !before.has(one));
    },
    /** A form that sends by other means than a command is done when it goes. */
    whenDone(then: () => void): void {
      if (commands && sent.current) whenDone(commands, sent.current, then);
      else then();
    },
  };
};

/** Runs when what was being sent has been answered well, and when the form goes while it is being sent. */
const useSent = ({ pending, error }: Sending, sent: (stillOpen: boolean) => void) => {
  const sending = useRef(false);
  const latest = useRef(sent);
  latest.current = sent;
  // Before the form follows what the server holds now.
  useLayoutEffect(() => {
    if (!pending && sending.current && !error) latest.current(true);
    sending.current = pending;
  }, [pending, error]);
  useEffect(
    () => () => {
      if (sending.current) latest.current(false);
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
  /** Something stands in the form that has not been sent. */
  readonly typed: boolean;
  /** Sends these values: what was typed is kept until the command has been done, and what is typed meanwhile stays. */
  readonly send: (values: Values, run: () => void) => void;
  readonly discard: () => void;
  /** Nothing of it is kept any longer; the form itself stays as it is. */
  readonly forget: () => void;
}

/** What was typed, on top of what there is now: fields nobody has touched show the present. */
const broughtBack = (present: unknown, { values, base }: Draft<unknown>) => {
  const typed = leavesOf(values).filter(([path, value]) => !alike(value, leafAt(base, path)));
  return {
    // An emptied field is kept as null.
    values: typed.reduce((all, [path, value]) => withLeaf(all, path, value ?? undefined), present),
    base: typed.reduce((all, [path]) => withLeaf(all, path, leafAt(base, path)), present),
  };
};

/** Everything that was typed has been sent: somebody may have typed on, or opened the form again, meanwhile. */
const saysNoMore = ({ values, base }: Draft<unknown>, sent: unknown): boolean =>
  leavesOf(values).every(
    ([path, value]) => alike(value, leafAt(sent, path)) || alike(value, leafAt(base, path)),
  );

/**
 * Keeps what is typed into a form until it is sent: a reload, a lost session or a wrong click loses nothing. Fields
 * nobody has touched follow the server while the form is open.
 */
export const useFormDraft = <Values extends object>(
  form: FormInstance<Values>,
  present: Partial<Values> | undefined,
  { name, readOnly = false, again = false, ...sending }: Options,
): FormDraft<Values> => {
  const forbidden = useKeepsNoDrafts() || readOnly;
  const [key] = useState(() => formAt(name));
  const [restored, setRestored] = useState(() => (forbidden ? undefined : drafts.read(key)));
  const [begun] = useState(() =>
    restored ? broughtBack(present, restored) : { values: present, base: present },
  );
  // What the server held when this was typed, and from which on a field counts as touched: after sending, what was sent.
  const base = useRef<unknown>(begun.base);
  const mark = useRef<unknown>(begun.base);
  const [typed, setTyped] = useState(restored !== undefined);
  const [, redraw] = useState(0);
  const set = (values: unknown) => form.setFieldsValue(values as Parameters<typeof form.setFieldsValue>[0]);
  const startAgain = () => {
    // Each field by name: resetting would bring back what the form was started with, which is the draft.
    set(leavesOf(form.getFieldsValue()).reduce<unknown>((all, [path]) => withLeaf(all, path, undefined), {}));
    set({ ...present });
    base.current = present;
    mark.current = present;
  };
  const command = useSentCommand();
  /** Under way, and what the server has taken from this form. */
  const underWay = useRef<Values>(undefined);
  const taken = useRef<Values>(undefined);
  /** What a field held before anything was typed: one that has come with the answer holds what the form began with. */
  const startOf = (path: readonly string[], sent: Values): unknown =>
    leavesOf(sent).some(([one]) => one.join('.') === path.join('.')) ? sent : begun.values;
  /** What the server has from this form is nobody else's change, also where something was typed over it since. */
  const knowOwn = () => {
    if (!taken.current) return;
    const own = leavesOf(present).filter(
      ([path, theirs]) =>
        alike(leafAt(taken.current, path), theirs) && !alike(leafAt(base.current, path), theirs),
    );
    if (own.length === 0) return;
    base.current = own.reduce((all, [path, theirs]) => withLeaf(all, path, theirs), base.current);
    redraw((count) => count + 1);
  };
  useSent(sending, (stillOpen) => {
    const { current: sent } = underWay;
    if (!sent) return;
    if (!stillOpen)
      return command.whenDone(() => {
        const draft = drafts.read(key);
        if (draft && saysNoMore(draft, sent)) drafts.remove(key);
      });
    underWay.current = undefined;
    taken.current = sent;
    knowOwn();
    const now = form.getFieldsValue();
    // On a slow line somebody goes on typing while it is sent.
    const since = leavesOf(now).filter(([path, mine]) => !alike(mine, leafAt(startOf(path, sent), path)));
    setRestored(undefined);
    setTyped(since.length > 0);
    if (again) {
      startAgain();
      set(since.reduce<unknown>((all, [path, mine]) => withLeaf(all, path, mine), {}));
    } else
      mark.current = since.reduce<unknown>((all, [path]) => withLeaf(all, path, leafAt(sent, path)), now);
    if (since.length === 0 || forbidden) drafts.remove(key);
    else drafts.write(key, form.getFieldsValue(), base.current ?? {});
  });
  const presentText = JSON.stringify(present);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `present` is a new object at every drawing; its text counts
  useLayoutEffect(() => {
    if (sending.pending) return;
    const mine = form.getFieldsValue();
    knowOwn();
    const moved = leavesOf(present).filter(
      ([path, theirs]) =>
        !alike(leafAt(base.current, path), theirs) && alike(leafAt(mine, path), leafAt(mark.current, path)),
    );
    if (moved.length === 0) return;
    const over = (values: unknown) =>
      moved.reduce((all, [path, theirs]) => withLeaf(all, path, theirs), values);
    set(over({}));
    base.current = over(base.current);
    mark.current = over(mark.current);
    redraw((count) => count + 1);
  }, [presentText, sending.pending]);
  return {
    initialValues: begun.values as Partial<Values> | undefined,
    onValuesChange(_changed, all) {
      const untouched = leavesOf(all).every(([path, value]) => alike(value, leafAt(mark.current, path)));
      setTyped(!untouched);
      if (forbidden) return;
      if (untouched) drafts.remove(key);
      else drafts.write(key, all, base.current ?? {});
    },
    restoredAt: restored?.at,
    base: base.current,
    typed,
    send(values, run) {
      underWay.current = values;
      command.send(run);
    },
    forget: () => drafts.remove(key),
    discard() {
      drafts.remove(key);
      setRestored(undefined);
      setTyped(false);
      startAgain();
    },
  };
};
