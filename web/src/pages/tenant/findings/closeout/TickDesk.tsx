import { Button, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceItem, Measure } from '../../../../api/types.ts';
import { Dialog } from '../../../../components/Dialog.tsx';
import { useKeys } from '../../../../components/use-keys.ts';
import { canPreview, PreviewContent } from '../../../../preview/PreviewDialog.tsx';
import { useFinding } from '../finding-context.ts';
import { EvidenceLink } from '../measures/EvidenceLink.tsx';
import type { TickDraft } from './decision-draft.ts';

interface Props {
  readonly items: readonly EvidenceItem[];
  readonly measures: readonly Measure[];
  readonly ticks: Readonly<Record<string, TickDraft>>;
  readonly onTick: (id: string, tick: TickDraft) => void;
  readonly onClose: () => void;
}

/** The material on one side, what it must prove and the tick on the other; one after the other, by keyboard as well. */
export const TickDesk = ({ items, measures, ticks, onTick, onClose }: Props) => {
  const { t } = useTranslation();
  const { tenantId, findingId } = useFinding();
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      items.findIndex(({ id }) => !ticks[id]?.verdict),
    ),
  );
  const item = items[at];
  const go = (step: number) => setAt((now) => Math.min(items.length - 1, Math.max(0, now + step)));
  const verdict = (value: 'sufficient' | 'insufficient') => {
    if (!item) return;
    onTick(item.id, { ...ticks[item.id], verdict: value });
    // A reason is still to be written for what does not suffice.
    if (value === 'sufficient') go(1);
  };
  useKeys(
    {
      j: () => go(1),
      k: () => go(-1),
      '1': () => verdict('sufficient'),
      '2': () => verdict('insufficient'),
    },
    { inDialog: true },
  );
  if (!item) return null;
  const tick = ticks[item.id] ?? {};
  const measure = measures.find(({ id }) => id === item.measureId);
  const done = items.filter(({ id }) => ticks[id]?.verdict).length;
  return (
    <Dialog
      open
      title={`${t('closeout.desk')} · ${t('closeout.ticked', { done, count: items.length })}`}
      onCancel={onClose}
      width="min(1400px, calc(100vw - 32px))"
      style={{ top: 16 }}
      footer={
        <>
          <Button disabled={at === 0} onClick={() => go(-1)}>
            {t('preview.previousFile')}
          </Button>
          <Button disabled={at === items.length - 1} onClick={() => go(1)}>
            {t('preview.nextFile')}
          </Button>
          <Button type="primary" onClick={onClose}>
            {t('closeout.deskDone')}
          </Button>
        </>
      }
    >
      <div className="tick-desk">
        <div className="tick-desk-side">
          <p className="task-title" role="status">
            {t('closeout.deskAt', { index: at + 1, count: items.length, name: item.fileName })}
          </p>
          {measure ? (
            <div className="quote">
              <h4>{t('measure.seq', { seq: measure.seq })}</h4>
              <p className="wording">{measure.text}</p>
              {measure.result ? (
                <p className="wording">
                  <strong>{t('field.result')}</strong> {measure.result}
                </p>
              ) : null}
            </div>
          ) : null}
          <p className="muted">
            {t('evidence.formed', { date: item.formedOn })} · {t('evidence.from', { source: item.source })}
          </p>
          <Radio.Group
            aria-label={t('closeout.tickFor', { name: item.fileName })}
            value={tick.verdict}
            onChange={(event) => verdict(event.target.value)}
            options={[
              { value: 'sufficient', label: t('closeout.sufficient') },
              { value: 'insufficient', label: t('closeout.insufficient') },
            ]}
          />
          {tick.verdict === 'insufficient' ? (
            <Input.TextArea
              rows={3}
              maxLength={500}
              aria-label={t('closeout.tickReasonFor', { name: item.fileName })}
              placeholder={t('closeout.tickReason')}
              value={tick.reason ?? ''}
              onChange={(event) => onTick(item.id, { ...tick, reason: event.target.value })}
            />
          ) : null}
          <p className="muted key-hint">{t('closeout.deskKeys')}</p>
        </div>
        <div className="tick-desk-file">
          {canPreview(item) ? (
            <PreviewContent key={item.id} tenantId={tenantId} findingId={findingId} item={item} />
          ) : (
            <div className="empty">
              <p>{t('preview.notShown')}</p>
              <EvidenceLink item={item} />
            </div>
          )}
        </div>
      </div>
    </Dialog>
  );
};
