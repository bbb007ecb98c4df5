import { Checkbox, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { InboxTask } from '../../api/types.ts';
import { DateInput } from '../../components/DateInput.tsx';
import { DueText } from '../../components/DueText.tsx';
import { ReasonTemplates } from '../../components/ReasonTemplates.tsx';
import { colon } from '../../i18n/punctuation.ts';
import type { ChoiceComplaint, MeetingChoice } from './meeting-choice.ts';

const RETURN_TARGETS = ['department', 'evidence_check', 'consultation', 'party_committee'] as const;

interface Props {
  readonly task: InboxTask;
  readonly choice: MeetingChoice;
  readonly selected: boolean;
  /** The keyboard stands here. */
  readonly current: boolean;
  readonly complaint: ChoiceComplaint | undefined;
  /** What the server said about this case the last time. */
  readonly refusal: string | undefined;
  readonly onSelect: (selected: boolean) => void;
  readonly onChange: (choice: MeetingChoice) => void;
}

/** One case on the meeting's table. */
export const MeetingCaseRow = (props: Props) => {
  const { t } = useTranslation();
  const { task, choice, selected, current, complaint, refusal, onSelect, onChange } = props;
  const name = { unit: task.tenantName, no: task.no };
  return (
    <li
      className={`meeting-case${selected ? ' selected' : ''}${current ? ' current' : ''}`}
      id={`case-${task.id}`}
      aria-current={current ? 'true' : undefined}
      data-testid="meeting-case"
    >
      <div className="meeting-case-head">
        <Checkbox
          checked={selected}
          aria-label={t('meetings.selectCase', name)}
          onChange={(event) => onSelect(event.target.checked)}
        />
        <div className="task-text">
          <p className="task-title">
            <span className="task-no">
              {task.tenantName} {task.no}
            </span>{' '}
            {task.title}
          </p>
          <p className="muted">
            {[task.round, task.departmentName].filter(Boolean).join(' · ')}{' '}
            <Link to={`/t/${task.tenantId}/findings/${task.findingId}#closeout`}>{t('meetings.see')}</Link>
          </p>
        </div>
        {task.due ? <DueText due={task.due} overdue={task.overdue} /> : null}
        <Select
          className="outcome-select"
          aria-label={t('meetings.outcomeFor', name)}
          value={choice.outcome}
          onChange={(outcome) => onChange({ ...choice, outcome })}
          options={(['approve', 'return', 'continuous'] as const).map((outcome) => ({
            value: outcome,
            label: t(`closeout.${outcome}`),
          }))}
        />
      </div>
      {choice.outcome === 'approve' ? null : (
        <div className="meeting-case-fields">
          {choice.outcome === 'return' ? (
            <Select
              aria-label={t('meetings.returnToFor', name)}
              value={choice.returnTo}
              onChange={(returnTo) => onChange({ ...choice, returnTo })}
              options={RETURN_TARGETS.map((target) => ({
                value: target,
                label: target === 'department' ? t('closeout.toDepartment') : t(`gate.${target}`),
              }))}
            />
          ) : (
            <DateInput
              aria-label={t('meetings.nextCheckFor', name)}
              value={choice.nextCheckDate}
              status={complaint === 'nextCheckDate' ? 'error' : undefined}
              onChange={(nextCheckDate) => onChange({ ...choice, nextCheckDate })}
            />
          )}
          <Input.TextArea
            aria-label={t('meetings.reasonFor', name)}
            placeholder={t('field.reason')}
            maxLength={1000}
            autoSize={{ minRows: 1, maxRows: 5 }}
            value={choice.reason}
            status={complaint === 'reason' ? 'error' : undefined}
            onChange={(event) => onChange({ ...choice, reason: event.target.value })}
          />
        </div>
      )}
      {choice.outcome === 'return' && current ? (
        <ReasonTemplates
          gate="leading_group"
          value={choice.reason}
          onChange={(reason) => onChange({ ...choice, reason })}
        />
      ) : null}
      {complaint ? (
        <p className="upload-failure" role="alert">
          {complaint === 'reason'
            ? `${t('field.reason')}${colon()}${t('validation.required')}`
            : t('validation.datePast')}
        </p>
      ) : null}
      {refusal ? (
        <p className="upload-failure" role="alert">
          {refusal}
        </p>
      ) : null}
    </li>
  );
};
