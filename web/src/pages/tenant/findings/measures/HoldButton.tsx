import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../../api/me.ts';
import { AFTER_FINDING } from '../../../../api/refresh.ts';
import type { EvidenceItem } from '../../../../api/types.ts';
import { useCommand } from '../../../../api/use-operation.ts';
import { ReasonDialog } from '../../../../components/ReasonDialog.tsx';
import { colon } from '../../../../i18n/punctuation.ts';
import { useFinding } from '../finding-context.ts';

/** HQ's inspection office freezes a file or lifts the hold, with the reason. */
export const HoldButton = ({ item }: { readonly item: EvidenceItem }) => {
  const { t } = useTranslation();
  const { tenantId, findingId } = useFinding();
  const may = useMay(tenantId);
  const [open, setOpen] = useState(false);
  const hold = useCommand('evidence.hold', AFTER_FINDING);
  const release = useCommand('evidence.release', AFTER_FINDING);
  if (!may('evidence.hold')) return null;
  const command = item.hold ? release : hold;
  const label = t(item.hold ? 'evidence.release' : 'evidence.hold');
  return (
    <>
      <Button
        size="small"
        type="text"
        aria-label={`${label}${colon()}${item.fileName}`}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      {open ? (
        <ReasonDialog
          open
          title={label}
          subject={item.id}
          hint={
            <>
              <p className="file-name">{item.fileName}</p>
              <p>{t('evidence.holdHint')}</p>
            </>
          }
          pending={command.isPending}
          error={command.error}
          onClose={() => setOpen(false)}
          onSubmit={(reason) =>
            command.mutate(
              { params: { tenantId, findingId, evidenceId: item.id }, body: { reason } },
              { onSuccess: () => setOpen(false) },
            )
          }
        />
      ) : null}
    </>
  );
};
