import { ProblemError } from '@xuncha/contracts';
import { Button, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AFTER_FINDING } from '../../../../api/refresh.ts';
import type { CloseoutCase } from '../../../../api/types.ts';
import { useCommand } from '../../../../api/use-operation.ts';
import { DateInput } from '../../../../components/DateInput.tsx';
import { businessToday } from '../../../../components/dates.ts';
import { HelpedItem } from '../../../../components/FieldHelp.tsx';
import { ProblemAlert } from '../../../../components/ProblemAlert.tsx';
import { ReasonTemplates } from '../../../../components/ReasonTemplates.tsx';
import { RestoredNotice } from '../../../../drafts/RestoredNotice.tsx';
import { useDraftState } from '../../../../drafts/use-draft-state.ts';
import { useFinding } from '../finding-context.ts';
import { CommitteeFields } from './CommitteeFields.tsx';
import { DifferenceAlert } from './DifferenceAlert.tsx';
import {
  complaintsAbout,
  type DecidedGate,
  type DecisionCase,
  type DecisionDraft,
  type DraftComplaints,
  decisionOf,
  EMPTY_DRAFT,
  returnTargetsOf,
} from './decision-draft.ts';
import { Field, useComplaintText } from './Field.tsx';
import { MeetingSelect } from './MeetingSelect.tsx';
import { TickList } from './TickList.tsx';
import { useDecidedToast } from './use-decided-toast.ts';

interface Props {
  readonly running: CloseoutCase;
  /** Somebody else has decided this visit: the panel goes away with the gate, what the server said must not. */
  readonly onOvertaken: (problem: ProblemError) => void;
}

/** Refused because the case has gone on, not because of what was seen or typed. */
const isOvertaken = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.status === 409 && error.code !== 'snapshot_changed';

const OUTCOMES: Readonly<Record<DecidedGate, readonly NonNullable<DecisionDraft['outcome']>[]>> = {
  evidence_check: ['approve', 'return'],
  consultation: ['approve', 'return'],
  party_committee: ['approve', 'return'],
  leading_group: ['approve', 'return', 'continuous'],
};

/** Decides the gate the case stands at. Bound to what was shown when the panel opened (rule 2). */
export default function DecisionPanel({ running, onOvertaken }: Props) {
  const { t } = useTranslation();
  const { tenantId, findingId, detail } = useFinding();
  const decide = useCommand('closeouts.decide', AFTER_FINDING);
  const decided = useDecidedToast();
  const textOf = useComplaintText();
  // Of this visit and this snapshot only: what was ticked about other material says nothing about this.
  const kept = useDraftState(`decision/${running.id}/${running.visit}/${running.snapshotHash}`, EMPTY_DRAFT);
  const draft = kept.value;
  const [seen, setSeen] = useState({ detail, snapshotHash: running.snapshotHash });
  const [shown, setShown] = useState<DraftComplaints>({});
  const { gate, visit } = running;
  if (!gate || gate === 'application' || visit === undefined) return null;

  const about: DecisionCase = {
    gate,
    visit,
    snapshotHash: seen.snapshotHash,
    evidenceIds: seen.detail.evidence
      .filter(({ purpose, status }) => purpose === 'measure' && status === 'verified')
      .map(({ id }) => id),
    minutesId: detail.evidence.findLast(
      ({ purpose, caseId, status }) =>
        purpose === 'minutes' && caseId === running.id && status === 'verified',
    )?.id,
    today: businessToday(),
  };
  const change = (next: Partial<DecisionDraft>) => {
    const changed = { ...draft, ...next };
    kept.change(changed);
    // After a first attempt complaints go away as soon as they are answered.
    if (Object.keys(shown).length > 0) setShown(complaintsAbout(changed, about));
  };
  const submit = () => {
    const complaints = complaintsAbout(draft, about);
    setShown(complaints);
    if (Object.keys(complaints).length > 0) return;
    // A promise, not the hook's callbacks: those are silent once the panel has gone with the gate.
    decide
      .mutateAsync({ params: { tenantId, findingId, caseId: running.id }, body: decisionOf(draft, about) })
      .then(
        ({ data }) => {
          kept.clear();
          decided(data);
        },
        (error: unknown) => {
          if (!isOvertaken(error)) return;
          kept.clear();
          onOvertaken(error);
        },
      );
  };
  const changed = decide.error instanceof ProblemError && decide.error.code === 'snapshot_changed';
  const complaintCount = Object.keys(shown).length;
  const outcomeLabel = {
    approve: t('closeout.approve'),
    return: t('closeout.return'),
    continuous: t('closeout.continuous'),
  };
  return (
    <div className="decision" data-testid="decision-panel">
      <h3>{t('closeout.decide', { gate: t(`gate.${gate}`) })}</h3>
      <RestoredNotice at={kept.restoredAt} onDiscard={kept.clear} />
      <Form layout="vertical" component="div">
        {gate === 'evidence_check' ? (
          <TickList
            items={seen.detail.evidence.filter(({ id }) => about.evidenceIds.includes(id))}
            measures={seen.detail.measures}
            ticks={draft.ticks}
            complaints={shown}
            onChange={(ticks) => change({ ticks })}
          />
        ) : null}
        <HelpedItem
          rule={gate === 'evidence_check' ? 'ticks' : 'outcome'}
          label={t('closeout.outcome')}
          required
          validateStatus={shown.outcome ? 'error' : undefined}
          help={shown.outcome ? <span role="alert">{textOf(shown.outcome)}</span> : undefined}
        >
          <Radio.Group
            aria-label={t('closeout.outcome')}
            value={draft.outcome}
            onChange={(event) => change({ outcome: event.target.value })}
            options={OUTCOMES[gate].map((outcome) => ({ value: outcome, label: outcomeLabel[outcome] }))}
          />
        </HelpedItem>
        {gate === 'consultation' && draft.outcome !== 'return' ? (
          <Field
            id="decision-opinion"
            label={t('closeout.opinion')}
            rule="opinion"
            hint={t('closeout.opinionHint')}
            complaint={shown.opinion}
          >
            <Input.TextArea
              id="decision-opinion"
              rows={4}
              maxLength={2000}
              showCount
              value={draft.opinion}
              onChange={(event) => change({ opinion: event.target.value })}
            />
          </Field>
        ) : null}
        {gate === 'party_committee' && draft.outcome !== 'return' ? (
          <CommitteeFields
            caseId={running.id}
            meeting={draft.meeting}
            complaints={shown}
            onChange={(meeting) => change({ meeting })}
          />
        ) : null}
        {gate === 'leading_group' && draft.outcome !== 'return' ? (
          <Field
            id="decision-meeting"
            label={t('closeout.meeting')}
            rule="leadingMeeting"
            hint={t('closeout.meetingHint')}
            complaint={shown.meetingId}
          >
            <MeetingSelect
              id="decision-meeting"
              value={draft.meetingId}
              onChange={(meetingId) => change({ meetingId })}
            />
          </Field>
        ) : null}
        {draft.outcome === 'return' ? (
          <HelpedItem rule="returnTo" label={t('closeout.returnTo')} htmlFor="decision-return-to">
            <Select
              id="decision-return-to"
              value={draft.returnTo}
              onChange={(returnTo) => change({ returnTo })}
              options={returnTargetsOf(running.gates, gate).map((target) => ({
                value: target,
                label: target === 'department' ? t('closeout.toDepartment') : t(`gate.${target}`),
              }))}
            />
          </HelpedItem>
        ) : null}
        {draft.outcome === 'continuous' ? (
          <Field
            id="decision-next-check"
            label={t('closeout.nextCheckDate')}
            rule="nextCheck"
            complaint={shown.nextCheckDate}
          >
            <DateInput
              id="decision-next-check"
              value={draft.nextCheckDate}
              onChange={(nextCheckDate) => change({ nextCheckDate })}
            />
          </Field>
        ) : null}
        {draft.outcome === 'return' || draft.outcome === 'continuous' ? (
          <Field
            id="decision-reason"
            label={draft.outcome === 'return' ? t('closeout.returnReason') : t('closeout.reason')}
            rule={draft.outcome === 'return' ? 'returnReason' : undefined}
            hint={draft.outcome === 'return' ? t('closeout.returnReasonHint') : undefined}
            complaint={shown.reason}
          >
            <Input.TextArea
              id="decision-reason"
              rows={3}
              maxLength={1000}
              showCount
              value={draft.reason}
              onChange={(event) => change({ reason: event.target.value })}
            />
            {draft.outcome === 'return' ? (
              <ReasonTemplates gate={gate} value={draft.reason} onChange={(reason) => change({ reason })} />
            ) : null}
          </Field>
        ) : null}
      </Form>
      {complaintCount > 0 ? (
        <p className="upload-failure" role="alert">
          {t('validation.fixFirst', { count: complaintCount })}
        </p>
      ) : null}
      {changed ? (
        <DifferenceAlert
          before={seen.detail}
          onAccept={() => {
            setSeen({ detail, snapshotHash: running.snapshotHash });
            decide.reset();
          }}
        />
      ) : (
        <ProblemAlert error={decide.error} onRetry={submit} />
      )}
      <Button type="primary" size="large" loading={decide.isPending} disabled={changed} onClick={submit}>
        {t('closeout.submit')}
      </Button>
    </div>
  );
}
