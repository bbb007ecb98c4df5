import { ProblemError } from '@xuncha/contracts';
import type { FormInstance } from 'antd';
import { problemInWords, told } from '../i18n/server-words.ts';

/** `meeting.date` or `parts.0.title` as Ant Design's path. */
const pathOf = (field: string): (string | number)[] =>
  field.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** Shows the server's complaints at the fields they are about; what was typed stays. */
export const showProblemInForm = (form: FormInstance, error: unknown): void => {
  if (!(error instanceof ProblemError)) return;
  const complaints = [
    ...error.errors.map(({ field, message }) => ({ field, message: problemInWords(error.code) ?? message })),
    ...(error.field ? [{ field: error.field, message: told(error) }] : []),
  ];
  const known = complaints
    .map(({ field, message }) => ({ name: pathOf(field), errors: [message] }))
    .filter(({ name }) => form.getFieldInstance(name) !== undefined || name.length === 1);
  if (known.length > 0) form.setFields(known);
  const [first] = known;
  if (first) form.scrollToField(first.name, { block: 'center' });
};
