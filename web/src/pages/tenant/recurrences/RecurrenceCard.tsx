import type { OutputOf } from '@xuncha/contracts';
import { Button, Form, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { Chip, type Tone } from '../../../components/Chip.tsx';
import { CommandDialog } from '../../../components/CommandDialog.tsx';
import { showInstant } from '../../../components/dates.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { TextField } from '../matters/step-fields.tsx';

type Recurrence = OutputOf<'recurrences.get'>;

const TONES: Readonly<Record<Recurrence['status'], Tone>> = {
  suspected: 'amber',
  confirmed: 'red',
  dismissed: 'neutral',
};

const Wording = ({
  tenantId,
  label,
  finding,
}: {
  readonly tenantId: string;
  readonly label: string;
  readonly finding: Recurrence['later'];
}) => (
  <div>
    <h3>{label}</h3>
    <p>
      <Link to={`/t/${tenantId}/findings/${finding.id}`}>
        {finding.no} {finding.title}
      </Link>
    </p>
    <p className="wording">{finding.text}</p>
  </div>
);

const Decide = ({
  recurrence,
  onClose,
}: {
  readonly recurrence: Recurrence;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const { tenantId, id: recurrenceId } = recurrence;
  return (
    <CommandDialog<'recurrences.decide', { outcome: 'confirmed' | 'dismissed'; reason: string }>
      operation="recurrences.decide"
      title={t('recurrences.decide')}
      subject={recurrenceId}
      refresh={['recurrences.list', 'recurrences.get', 'matters.ofFinding', 'inbox.list']}
      initialValues={{ outcome: 'confirmed' }}
      toInput={(body) => ({ params: { tenantId, recurrenceId }, body })}
      onClose={onClose}
    >
      <Form.Item name="outcome" label={t('orders.outcome')}>
        <Radio.Group
          options={(['confirmed', 'dismissed'] as const).map((value) => ({
            value,
            label: t(`recurrences.outcome.${value}`),
          }))}
        />
      </Form.Item>
      <TextField name="reason" label={t('field.reason')} />
    </CommandDialog>
  );
};

/** Both wordings beside each other, why they are held to be the same, and what was decided (I07). */
export const RecurrenceCard = ({ recurrence }: { readonly recurrence: Recurrence }) => {
  const { t } = useTranslation();
  const may = useMay(recurrence.tenantId);
  const [deciding, setDeciding] = useState(false);
  const { tenantId, status, later, earlier, why, decision } = recurrence;
  return (
    <section className="card" data-testid="recurrence" aria-label={inWords(recurrence.title)}>
      <div className="kind-head">
        <h2>{inWords(recurrence.title)}</h2>
        <Chip tone={TONES[status]}>{t(`recurrences.status.${status}`)}</Chip>
      </div>
      <p className="below">{inWords(why)}</p>
      <div className="finding-grid-even">
        <Wording tenantId={tenantId} label={t('recurrences.later')} finding={later} />
        <Wording
          tenantId={tenantId}
          label={t('recurrences.earlier', { date: earlier.closedOn, no: earlier.closeoutNo ?? '' })}
          finding={earlier}
        />
      </div>
      {decision ? (
        <p>
          <strong>{t(`recurrences.outcome.${decision.outcome}`)}</strong>{' '}
          {[decision.reason, decision.byName, showInstant(decision.at)].join(' · ')}
        </p>
      ) : null}
      {status === 'suspected' && may('recurrence.decide') ? (
        <div className="actions">
          <Button type="primary" onClick={() => setDeciding(true)}>
            {t('recurrences.decide')}
          </Button>
        </div>
      ) : null}
      {deciding ? <Decide recurrence={recurrence} onClose={() => setDeciding(false)} /> : null}
    </section>
  );
};
