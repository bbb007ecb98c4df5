import { ProblemError } from '@xuncha/contracts';
import { Form, type FormInstance } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { leafAt, leavesOf, withLeaf } from '../drafts/leaves.ts';
import { RestoredNotice } from '../drafts/RestoredNotice.tsx';
import { useFormDraft } from '../drafts/use-form-draft.ts';
import { ConflictNotice } from './ConflictNotice.tsx';
import { conflictsOf } from './conflicts-of.ts';
import { showProblemInForm } from './form-problem.ts';
import { ProblemAlert } from './ProblemAlert.tsx';

export interface DraftFormProps<Values extends object> {
  /** Names the form on its page; what is typed is kept under both until it is sent. */
  readonly name: string;
  readonly initialValues?: Partial<Values>;
  /** How a value is shown beside somebody else's, where it is not a text itself: the name of a department. */
  readonly textOf?: (field: string, value: unknown) => string | undefined;
  /** What a field is called that has no label of its own: a list of entries. */
  readonly labels?: Readonly<Record<string, string>>;
  /** For whoever may only read. */
  readonly disabled?: boolean;
  /** Once sent it begins anew. */
  readonly again?: boolean;
  /** The page takes over what is entered, and sends it. */
  readonly handsOver?: boolean;
  readonly className?: string;
  readonly pending: boolean;
  readonly error: unknown;
  /** Over the problem, where there is more to say than that it was not done. */
  readonly problemTitle?: string;
  /** `seen` is what the person knows the fields to have held: when they began, or since both were shown. */
  readonly onSubmit: (values: Values, seen: unknown) => void;
  readonly children?: ReactNode;
  /** Under fields and problem; told whether something waits to be sent. */
  readonly footer?: (typed: boolean) => ReactNode;
}

/** Nothing is wrong with what was typed: the same may be sent again in a moment. */
const tooMany = (error: unknown): boolean => error instanceof ProblemError && error.status === 429;

/** Somebody else was faster: the version or the state that was shown is no longer the present one. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof ProblemError && (error.status === 412 || error.status === 409);

/**
 * The one form of all pages, in dialogs and on pages: what is typed is kept until it has been sent; where somebody else
 * has changed the same field, both are shown; the server's complaints stand at their fields.
 */
export const DraftForm = <Values extends object>(
  props: DraftFormProps<Values> & { readonly form: FormInstance<Values> },
) => {
  const { form, error, pending, initialValues: present } = props;
  const area = useRef<HTMLDivElement>(null);
  const draft = useFormDraft(form, present, {
    name: props.name,
    readOnly: props.disabled,
    again: props.again,
    pending,
    error,
  });
  // Draws anew after a key stroke or a taken value while two versions are shown side by side.
  const [, redraw] = useState(0);
  const drawAgain = () => redraw((count) => count + 1);
  useEffect(() => {
    if (error) showProblemInForm(form, error);
  }, [error, form]);
  const labelOf = (field: string): string | undefined => {
    const id = CSS.escape(field);
    return (
      props.labels?.[field] ??
      area.current?.querySelector(`label[for="${id}"]`)?.textContent ??
      area.current?.querySelector(`#${id}`)?.getAttribute('aria-label') ??
      undefined
    );
  };
  const conflicts =
    area.current && !pending
      ? conflictsOf(draft.base, present, form.getFieldsValue(), labelOf, props.textOf)
      : [];
  const stale = error instanceof ProblemError && error.status === 412;
  useEffect(() => {
    // Labels are known once the form stands.
    if (draft.restoredAt) redraw((count) => count + 1);
  }, [draft.restoredAt]);
  return (
    <div ref={area}>
      <RestoredNotice at={draft.restoredAt} onDiscard={draft.discard} />
      {conflicts.length > 0 ? (
        <ConflictNotice
          conflicts={conflicts}
          onTake={(field) => {
            const [path = []] = leavesOf(present).find(([each]) => each.join('_') === field) ?? [];
            const taken = withLeaf({}, path, leafAt(present, path));
            form.setFieldsValue(taken as Parameters<typeof form.setFieldsValue>[0]);
            drawAgain();
          }}
          onAgain={isOvertaken(error) ? () => form.submit() : undefined}
        />
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        disabled={props.disabled}
        className={props.className}
        initialValues={draft.initialValues}
        onValuesChange={(changed, all) => {
          draft.onValuesChange(changed, all);
          if (conflicts.length > 0) drawAgain();
        }}
        onFinish={(values) => {
          // What stands side by side in a form out of sight, nobody has seen yet.
          const compared = conflicts.length > 0 && (area.current?.checkVisibility?.() ?? true);
          const seen = compared || isOvertaken(error) ? present : draft.base;
          draft.send(values, () => props.onSubmit(values, seen));
          if (props.handsOver) draft.forget();
        }}
        scrollToFirstError
        preserve={false}
        requiredMark
      >
        {props.children}
        {/* Changed elsewhere but not where this form writes: what is typed still fits, and may be sent again. */}
        <ProblemAlert
          error={error}
          title={props.problemTitle}
          onRetry={tooMany(error) || (stale && conflicts.length === 0) ? () => form.submit() : undefined}
        />
        {props.footer?.(draft.typed)}
      </Form>
    </div>
  );
};
