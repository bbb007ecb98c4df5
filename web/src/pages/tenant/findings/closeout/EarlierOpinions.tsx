import { GATES } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CloseoutCase, TimelineEvent } from '../../../../api/types.ts';
import { Chip, type Tone } from '../../../../components/Chip.tsx';
import { showInstant } from '../../../../components/dates.ts';
import { matterPath } from '../../matters/matter-path.ts';
import { useFinding } from '../finding-context.ts';

const OUTCOMES = ['approve', 'return', 'continuous'] as const;
const TONES: Readonly<Record<(typeof OUTCOMES)[number], Tone>> = {
  approve: 'green',
  return: 'red',
  continuous: 'amber',
};
const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const resolutionOf = (meeting: unknown): string =>
  typeof meeting === 'object' && meeting !== null && 'resolution' in meeting ? text(meeting.resolution) : '';

/** Where the committee decided: the recorded meeting, or the day that was typed. */
const Held = ({ meeting }: { readonly meeting: unknown }) => {
  const { t } = useTranslation();
  const { tenantId } = useFinding();
  if (typeof meeting !== 'object' || meeting === null || !('date' in meeting)) return null;
  const id = 'unitMeetingId' in meeting ? text(meeting.unitMeetingId) : '';
  const words = [text(meeting.date), 'agendaItem' in meeting ? text(meeting.agendaItem) : '']
    .filter(Boolean)
    .join(' · ');
  return (
    <p className="muted">
      {words}{' '}
      {id ? <Link to={matterPath(tenantId, 'meeting', id)}>{t('unitMeetings.toMeeting')}</Link> : null}
    </p>
  );
};

/** What was written down with a decision: the opinion, the reason, the committee's resolution. */
const wordsOf = ({ data }: TimelineEvent): string[] =>
  [text(data.opinion), text(data.reason), resolutionOf(data.meeting)].filter(Boolean);

const Opinion = ({ event }: { readonly event: TimelineEvent }) => {
  const { t } = useTranslation();
  const { data, actor } = event;
  const gate = GATES.find((each) => each === data.gate);
  const outcome = OUTCOMES.find((each) => each === data.outcome);
  const ticked = Array.isArray(data.ticks) ? data.ticks.length : 0;
  return (
    <li className="earlier-row">
      <p>
        {gate ? <strong>{t(`gate.${gate}`)}</strong> : null}{' '}
        {outcome ? <Chip tone={TONES[outcome]}>{t(`closeout.${outcome}`)}</Chip> : null}{' '}
        <span className="muted">
          {actor.onBehalfOf
            ? t('events.byOnBehalf', { name: actor.name, onBehalfOf: actor.onBehalfOf })
            : actor.name}{' '}
          · {showInstant(event.at)}
          {ticked > 0 ? ` · ${t('closeout.tickedCount', { count: ticked })}` : ''}
        </span>
      </p>
      <Held meeting={data.meeting} />
      {wordsOf(event).map((words) => (
        <p key={words} className="wording">
          {words}
        </p>
      ))}
    </li>
  );
};

/** What the earlier gates of this case decided and wrote, so that a decider need not search the trail. */
export const EarlierOpinions = ({ of }: { readonly of: CloseoutCase }) => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const decisions = detail.timeline
    .filter(({ type, data }) => type === 'closeout.decided' && data.caseId === of.id)
    .sort((a, b) => a.seq - b.seq);
  if (decisions.length === 0) return null;
  return (
    <section className="quote" aria-labelledby="earlier-title" data-testid="earlier-opinions">
      <h3 id="earlier-title">{t('closeout.earlier')}</h3>
      <ol className="plain-list">
        {decisions.map((event) => (
          <Opinion key={event.seq} event={event} />
        ))}
      </ol>
    </section>
  );
};
