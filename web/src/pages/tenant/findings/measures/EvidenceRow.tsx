import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceItem } from '../../../../api/types.ts';
import { Chip, type Tone } from '../../../../components/Chip.tsx';
import { ReasonDialog } from '../../../../components/ReasonDialog.tsx';
import { showBytes } from '../../../../components/sizes.ts';
import { useToast } from '../../../../components/use-toast.ts';
import { useCan, useFindingCommand } from '../finding-context.ts';
import { EvidenceLink } from './EvidenceLink.tsx';
import { RenewDialog } from './RenewDialog.tsx';

const TONES: Readonly<Record<EvidenceItem['status'], Tone>> = {
  registered: 'amber',
  verified: 'green',
  refused: 'red',
  withdrawn: 'neutral',
  replaced: 'neutral',
};

const WithdrawEvidence = ({
  item,
  onClose,
}: {
  readonly item: EvidenceItem;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { send, params, pending, error } = useFindingCommand('evidence.withdraw');
  return (
    <ReasonDialog
      open
      danger
      title={t('evidence.withdraw')}
      hint={
        <>
          <p className="file-name">{item.fileName}</p>
          <p>{t('evidence.withdrawHint')}</p>
        </>
      }
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(reason) =>
        send({ params: { ...params, evidenceId: item.id }, body: { reason } }, () => {
          toast.success(t('finding.withdrawn'));
          onClose();
        })
      }
    />
  );
};

/** One file: what, when, by whom, whether it counts; and what to do when it does not. */
export const EvidenceRow = ({ item }: { readonly item: EvidenceItem }) => {
  const { t } = useTranslation();
  const can = useCan();
  const [open, setOpen] = useState<'renew' | 'withdraw'>();
  const close = () => setOpen(undefined);
  const unsettled = item.status === 'registered' || item.status === 'refused';
  const named = (label: string) => `${label}：${item.fileName}`;
  return (
    <li
      className={`evidence-row${item.status === 'withdrawn' ? ' measure-withdrawn' : ''}`}
      data-testid="evidence-row"
    >
      <div className="evidence-head">
        <span className="file-name">{item.fileName}</span>
        <Chip tone={TONES[item.status]}>{t(`evidence.status.${item.status}`)}</Chip>
        <span className="muted">
          {showBytes(item.size)} · {t('evidence.formed', { date: item.formedOn })} ·{' '}
          {t('evidence.by', { name: item.uploadedByName })}
          {item.source ? ` · ${t('evidence.from', { source: item.source })}` : ''}
        </span>
      </div>
      {item.refusal ? <p className="upload-failure">{item.refusal.message}</p> : null}
      {item.withdrawnReason ? (
        <p className="muted">{t('measure.withdrawnBecause', { reason: item.withdrawnReason })}</p>
      ) : null}
      <div className="actions">
        {item.status === 'verified' ? <EvidenceLink item={item} /> : null}
        {unsettled && can('evidence.register') ? (
          <Button size="small" aria-label={named(t('evidence.reupload'))} onClick={() => setOpen('renew')}>
            {t('evidence.reupload')}
          </Button>
        ) : null}
        {item.status !== 'withdrawn' && item.purpose === 'measure' && can('evidence.withdraw') ? (
          <Button
            size="small"
            type="text"
            aria-label={named(t('evidence.withdraw'))}
            onClick={() => setOpen('withdraw')}
          >
            {t('action.withdraw')}
          </Button>
        ) : null}
      </div>
      {open === 'renew' ? <RenewDialog item={item} onClose={close} /> : null}
      {open === 'withdraw' ? <WithdrawEvidence item={item} onClose={close} /> : null}
    </li>
  );
};
