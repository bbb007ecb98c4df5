import EditOutlined from '@ant-design/icons-svg/es/asn/EditOutlined.js';
import type { LedgerColumnId } from '@xuncha/domain';
import { Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerLine } from '../../../api/types.ts';
import { Icon } from '../../../components/Icon.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { lazyWithTexts } from '../../../i18n/lazy-with-texts.tsx';

const EDITABLE = ['department', 'leader', 'handler'] as const;
export type EditableColumn = (typeof EDITABLE)[number];

/** May this person change what the column says of the line? The server has answered that with the line (A04). */
export const isEditable = (column: LedgerColumnId, { possible }: LedgerLine): column is EditableColumn =>
  EDITABLE.some((one) => one === column) && possible.includes('findings.assign');

const QuickEditor = lazyWithTexts(() => import('./QuickEditor.tsx'));

/** Changes one thing of a line where it stands. Hundreds are in the table: each is only a button until it is used. */
export const QuickAssign = ({
  column,
  line,
  active,
}: {
  readonly column: EditableColumn;
  readonly line: LedgerLine;
  /** The line at hand: keys reach its buttons, and only its. */
  readonly active: boolean;
}) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  const close = (): void => {
    setOpen(false);
    // Back to where the keys were; a line that has left the view takes its button with it.
    place.current?.parentElement?.querySelector<HTMLElement>('.quick-assign-button')?.focus();
  };
  return (
    <>
      <PlainButton
        look="text"
        size="small"
        tabIndex={active ? 0 : -1}
        className="quick-assign-button"
        icon={<Icon of={EditOutlined} />}
        aria-label={t('ledger.editCell', { no: line.no, field: t(`field.${column}`) })}
        onClick={() => setOpen(true)}
      />
      <span ref={place} hidden />
      {open ? (
        <Suspense>
          <QuickEditor column={column} line={line} onDone={close} />
        </Suspense>
      ) : null}
    </>
  );
};
