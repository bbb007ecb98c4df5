import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../api/use-operation.ts';
import { DueText } from '../../components/DueText.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { LoadedList } from '../../components/LoadedList.tsx';
import { colon, inBrackets, listMark } from '../../i18n/punctuation.ts';
import { type RestrictedState, RestrictedStateChip } from './RecordParts.tsx';
import { type RestrictedSection, restrictedPath } from './restricted-path.ts';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly state: RestrictedState;
  readonly facts: readonly (string | undefined)[];
  readonly due?: ReactNode;
}

const Rows = ({
  rows,
  recordClass,
}: {
  readonly rows: readonly Row[];
  readonly recordClass: RestrictedSection['recordClass'];
}) => {
  const { t } = useTranslation();
  return (
    <ul className="plain-list">
      {rows.map(({ id, title, state, facts, due }) => (
        <li key={id} className="list-row list-row-split" data-testid="restricted-row">
          <div>
            <strong>{title}</strong> <RestrictedStateChip state={state} />
            <p className="muted">{facts.filter(Boolean).join(' · ')}</p>
            {due}
          </div>
          <LinkButton
            to={restrictedPath(recordClass, id)}
            aria-label={`${t('action.open')}${colon()}${title}`}
          >
            {t('action.open')}
          </LinkButton>
        </li>
      ))}
    </ul>
  );
};

interface ListProps {
  readonly recordClass: RestrictedSection['recordClass'];
  /** Who may add one is told how to begin. */
  readonly canAdd: boolean;
}

const useEmpty = ({ recordClass, canAdd }: ListProps) => {
  const { t } = useTranslation();
  const emptyHint = canAdd
    ? t('restricted.emptyAddHint', { action: t(`restricted.new.${recordClass}`) })
    : t('restricted.emptyHint');
  return { empty: t('restricted.empty'), emptyHint };
};

const InterviewList = (props: ListProps) => {
  const { t } = useTranslation();
  const list = useList('interviews.list', {}, { forget: true });
  return (
    <LoadedList list={list} {...useEmpty(props)}>
      {(items) => (
        <Rows
          recordClass="interview"
          rows={items.map(({ id, interviewee, post, state, unitName, round, date, interviewers }) => ({
            id,
            title: `${interviewee}${inBrackets(post)}`,
            state,
            facts: [
              unitName,
              round,
              date,
              `${t('restricted.interviewers')}${colon()}${interviewers.map(({ name }) => name).join(listMark())}`,
            ],
          }))}
        />
      )}
    </LoadedList>
  );
};

const BriefingList = (props: ListProps) => {
  const { t } = useTranslation();
  const list = useList('briefings.list', {}, { forget: true });
  return (
    <LoadedList list={list} {...useEmpty(props)}>
      {(items) => (
        <Rows
          recordClass="briefing"
          rows={items.map(({ id, subject, state, unitName, round, addressees }) => ({
            id,
            title: subject,
            state,
            facts: [unitName, round, addressees.map((role) => t(`role.${role}`)).join(listMark())],
          }))}
        />
      )}
    </LoadedList>
  );
};

const LeaderFeedbackList = (props: ListProps) => {
  const list = useList('leaderFeedback.list', {}, { forget: true });
  return (
    <LoadedList list={list} {...useEmpty(props)}>
      {(items) => (
        <Rows
          recordClass="leader_feedback"
          rows={items.map(({ id, leader, post, state, unitName, round, date }) => ({
            id,
            title: `${leader}${inBrackets(post)}`,
            state,
            facts: [unitName, round, date],
          }))}
        />
      )}
    </LoadedList>
  );
};

const ReferralList = (props: ListProps) => {
  const { t } = useTranslation();
  const list = useList('referrals.list', {}, { forget: true });
  return (
    <LoadedList list={list} {...useEmpty(props)}>
      {(items) => (
        <Rows
          recordClass="referral"
          rows={items.map(({ id, subject, state, unitName, round, recipient, replyDue, overdue }) => ({
            id,
            title: subject,
            state,
            facts: [unitName, round, t(`role.${recipient}`)],
            due: (
              <DueText
                due={replyDue}
                overdue={overdue}
                ended={state === 'replied' || state === 'withdrawn'}
              />
            ),
          }))}
        />
      )}
    </LoadedList>
  );
};

const LISTS: Readonly<Record<RestrictedSection['recordClass'], (props: ListProps) => ReactNode>> = {
  interview: InterviewList,
  briefing: BriefingList,
  leader_feedback: LeaderFeedbackList,
  referral: ReferralList,
};

/** The records of one class this person may see, newest first. */
export const RestrictedList = (props: ListProps) => {
  const List = LISTS[props.recordClass];
  return <List {...props} />;
};
