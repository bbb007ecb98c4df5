import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceItem } from '../../../../api/types.ts';
import { Chip, type Tone } from '../../../../components/Chip.tsx';
import { ReasonDialog } from '../../../../components/ReasonDialog.tsx';
import { showBytes } from '../../../../components/sizes.ts';
import { useToast } from '../../../../components/use-toast.ts';
import { colon } from '../../../../i18n/punctuation.ts';
import { told } from '../../../../i18n/server-words.ts';
import { UploadDialog } from '../../../../upload/UploadDialog.tsx';
import { useCan, useFinding, useFindingCommand } from '../finding-context.ts';
import { EvidenceLink } from './EvidenceLink.tsx';
import { HoldButton } from './HoldButton.tsx';
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
      subject={item.id}
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
  const { tenantId, findingId } = useFinding();
  const [open, setOpen] = useState<'renew' | 'withdraw' | 'version'>();
  const close = () => setOpen(undefined);
  const unsettled = item.status === 'registered' || item.status === 'refused';
  const named = (label: string) => `${label}${colon()}${item.fileName}`;
  return (
    <li
      className={`evidence-row${item.status === 'withdrawn' || item.status === 'replaced' ? ' measure-withdrawn' : ''}`}
      data-testid="evidence-row"
    >
      <div className="evidence-head">
        <span className="file-name">{item.fileName}</span>
        <Chip tone={TONES[item.status]}>{t(`evidence.status.${item.status}`)}</Chip>
        {item.versionNo ? (
          <span className="muted">{t('evidence.version', { no: item.versionNo })}</span>
        ) : null}
        <span className="muted">
          {showBytes(item.size)} · {t('evidence.formed', { date: item.formedOn })} ·{' '}
          {t('evidence.by', { name: item.uploadedByName })}
          {item.source ? ` · ${t('evidence.from', { source: item.source })}` : ''}
        </span>
      </div>
      {item.keptAt && item.status !== 'verified' ? <p className="muted">{t('evidence.kept')}</p> : null}
      {item.hold ? <p className="muted">{t('evidence.held', { reason: item.hold.reason })}</p> : null}
      {item.refusal ? <p className="upload-failure">{told(item.refusal)}</p> : null}
      {item.withdrawnReason ? (
        <p className="muted">{t('measure.withdrawnBecause', { reason: item.withdrawnReason })}</p>
      ) : null}
      <div className="actions">
        {item.status === 'verified' || item.status === 'replaced' ? <EvidenceLink item={item} /> : null}
        {unsettled && can('evidence.register') ? (
          <Button
            size="small"
            data-mends="renew"
            aria-label={named(t('evidence.reupload'))}
            onClick={() => setOpen('renew')}
          >
            {t('evidence.reupload')}
          </Button>
        ) : null}
        {item.status === 'verified' && item.measureId && can('evidence.register') ? (
          <Button
            size="small"
            aria-label={named(t('evidence.newVersion'))}
            onClick={() => setOpen('version')}
          >
            {t('evidence.newVersion')}
          </Button>
        ) : null}
        {item.status === 'verified' || item.hold ? <HoldButton item={item} /> : null}
        {item.status !== 'withdrawn' &&
        item.status !== 'replaced' &&
        item.purpose === 'measure' &&
        can('evidence.withdraw') ? (
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
      {item.measureId ? (
        <UploadDialog
          tenantId={tenantId}
          findingId={findingId}
          target={{ purpose: 'measure', measureId: item.measureId, replaces: item.id }}
          title={t('evidence.newVersionTitle', { name: item.fileName })}
          open={open === 'version'}
          multiple={false}
          onClose={close}
        />
      ) : null}
      {open === 'withdraw' ? <WithdrawEvidence item={item} onClose={close} /> : null}
    </li>
  );
};
