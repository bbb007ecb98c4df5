import { Button, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EvidenceItem, Measure } from '../../../../api/types.ts';
import { showBytes } from '../../../../components/sizes.ts';
import { EvidenceLink } from '../measures/EvidenceLink.tsx';
import type { DraftComplaints, TickDraft } from './decision-draft.ts';
import { useComplaintText } from './Field.tsx';
import { TickDesk } from './TickDesk.tsx';

type Ticks = Readonly<Record<string, TickDraft>>;

interface Props {
  readonly items: readonly EvidenceItem[];
  readonly measures: readonly Measure[];
  readonly ticks: Ticks;
  readonly complaints: DraftComplaints;
  readonly onChange: (ticks: Ticks) => void;
}

interface RowProps {
  readonly item: EvidenceItem;
  readonly measure: Measure | undefined;
  readonly tick: TickDraft;
  readonly complaints: DraftComplaints;
  readonly onChange: (tick: TickDraft) => void;
}

const TickRow = ({ item, measure, tick, complaints, onChange }: RowProps) => {
  const { t } = useTranslation();
  const textOf = useComplaintText();
  const complaint = complaints[`ticks.${item.id}`] ?? complaints[`ticks.${item.id}.reason`];
  return (
    <li className={`tick${complaint ? ' tick-bad' : ''}`} data-testid="tick-row">
      <div className="tick-file">
        <span className="file-name">{item.fileName}</span>
        <span className="muted">
          {measure ? `${t('measure.seq', { seq: measure.seq })} · ` : ''}
          {showBytes(item.size)} · {t('evidence.formed', { date: item.formedOn })}
        </span>
        <EvidenceLink item={item} />
      </div>
      <Radio.Group
        aria-label={t('closeout.tickFor', { name: item.fileName })}
        value={tick.verdict}
        onChange={(event) => onChange({ ...tick, verdict: event.target.value })}
        options={[
          { value: 'sufficient', label: t('closeout.sufficient') },
          { value: 'insufficient', label: t('closeout.insufficient') },
        ]}
      />
      {tick.verdict === 'insufficient' ? (
        <Input
          aria-label={t('closeout.tickReasonFor', { name: item.fileName })}
          placeholder={t('closeout.tickReason')}
          maxLength={500}
          value={tick.reason ?? ''}
          status={complaints[`ticks.${item.id}.reason`] ? 'error' : undefined}
          onChange={(event) => onChange({ ...tick, reason: event.target.value })}
        />
      ) : null}
      {complaint ? (
        <p className="upload-failure" role="alert">
          {textOf(complaint)}
        </p>
      ) : null}
    </li>
  );
};

/** Every piece of evidence is looked at and ticked on its own (G02). */
export const TickList = ({ items, measures, ticks, complaints, onChange }: Props) => {
  const { t } = useTranslation();
  const [desk, setDesk] = useState(false);
  const done = items.filter(({ id }) => ticks[id]?.verdict).length;
  return (
    <fieldset className="ticks">
      <legend>
        {t('closeout.ticks')}{' '}
        <span className="count">{t('closeout.ticked', { done, count: items.length })}</span>
      </legend>
      <p className="muted">{t('closeout.ticksHint')}</p>
      <div className="actions below">
        <Button
          type={done < items.length ? 'primary' : 'default'}
          ghost={done < items.length}
          onClick={() => setDesk(true)}
        >
          {t('closeout.desk')}
        </Button>
      </div>
      {desk ? (
        <TickDesk
          items={items}
          measures={measures}
          ticks={ticks}
          onTick={(id, tick) => onChange({ ...ticks, [id]: tick })}
          onClose={() => setDesk(false)}
        />
      ) : null}
      <ul className="plain-list">
        {items.map((item) => (
          <TickRow
            key={item.id}
            item={item}
            measure={measures.find(({ id }) => id === item.measureId)}
            tick={ticks[item.id] ?? {}}
            complaints={complaints}
            onChange={(tick) => onChange({ ...ticks, [item.id]: tick })}
          />
        ))}
      </ul>
    </fieldset>
  );
};
