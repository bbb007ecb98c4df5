import EditOutlined from '@ant-design/icons-svg/es/asn/EditOutlined.js';
import type { LedgerColumnId } from '@xuncha/domain';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerLine } from '../../../api/types.ts';
import { Icon } from '../../../components/Icon.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { lazyWithTexts } from '../../../i18n/lazy-with-texts.tsx';

const EDITABLE = ['department', 'leader', 'handler'] as const;
export type EditableColumn = (typeof EDITABLE)[number];

const QuickEditor = lazyWithTexts(() => import('./QuickEditor.tsx'));

/**
 * Changes one thing of a line where it stands, where the server says that this person may (A04). Hundreds stand in the
 * table: each is only a button until it is used.
 */
export const QuickAssign = ({
  column,
  line,
}: {
  readonly column: LedgerColumnId;
  readonly line: LedgerLine;
}) => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const editable = EDITABLE.find((one) => one === column);
  if (!editable || !line.possible.includes('findings.assign')) return null;
  return (
    <>
      <PlainButton
        look="text"
        size="small"
        tabIndex={-1}
        className="quick-assign-button"
        icon={<Icon of={EditOutlined} />}
        aria-label={t('ledger.editCell', { no: line.no, field: t(`field.${editable}`) })}
        onClick={() => setOpen(true)}
      />
      {open ? (
        <Suspense>
          <QuickEditor column={editable} line={line} onDone={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
};
