import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EVENTS_QUERY } from '../../../api/first-reads.ts';
import type { TimelineEvent } from '../../../api/types.ts';
import { useList } from '../../../api/use-operation.ts';
import { showInstant } from '../../../components/dates.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { useMedia } from '../../../layout/use-media.ts';
import { type EventNames, eventSentence } from './event-sentence.ts';
import { useFinding } from './finding-context.ts';

const newestFirst = (events: readonly TimelineEvent[]): TimelineEvent[] =>
  [...events].sort((a, b) => b.seq - a.seq);

const Events = ({ events }: { readonly events: readonly TimelineEvent[] }) => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const names: EventNames = {
    fileName: (id) => detail.evidence.find((item) => item.id === id)?.fileName,
    measureSeq: (id) => detail.measures.find((measure) => measure.id === id)?.seq,
  };
  return (
    <ol className="timeline">
      {newestFirst(events).map((event) => (
        <li key={event.seq} data-testid="timeline-event">
          <p>{eventSentence(event, t, names)}</p>
          <p className="muted">
            {event.actor.onBehalfOf
              ? t('events.byOnBehalf', { name: event.actor.name, onBehalfOf: event.actor.onBehalfOf })
              : inWords(event.actor.name)}{' '}
            · {showInstant(event.at)}
          </p>
        </li>
      ))}
    </ol>
  );
};

const KINDS = ['all', 'measure', 'evidence', 'closeout', 'other'] as const;
type Kind = (typeof KINDS)[number];

/** The kind is the first word of an event's type; stages and other dates belong to the measures. */
const KIND_OF: Readonly<Record<string, Kind>> = {
  measure: 'measure',
  stage: 'measure',
  extension: 'measure',
  evidence: 'evidence',
  closeout: 'closeout',
};
const kindOf = ({ type }: TimelineEvent): Kind => KIND_OF[type.split('.')[0] ?? ''] ?? 'other';
const ofKind = (events: readonly TimelineEvent[], kind: Kind): TimelineEvent[] =>
  events.filter((event) => kind === 'all' || kindOf(event) === kind);

/** What the trail is narrowed to; kinds that nothing has happened of are not offered. */
const KindButtons = (props: {
  readonly events: readonly TimelineEvent[];
  readonly kind: Kind;
  readonly onChange: (kind: Kind) => void;
}) => {
  const { t } = useTranslation();
  const offered = KINDS.filter((kind) => ofKind(props.events, kind).length > 0);
  if (offered.length < 3) return null;
  return (
    <fieldset className="kind-filter no-print">
      <legend className="visually-hidden">{t('findingPage.kinds')}</legend>
      {offered.map((kind) => (
        <button
          key={kind}
          type="button"
          className="kind-button"
          aria-pressed={props.kind === kind}
          onClick={() => props.onChange(kind)}
        >
          {t(`findingPage.kind.${kind}`)}
        </button>
      ))}
    </fieldset>
  );
};

/** Enough to see what happened last; a long trail would push everything else off a phone's screen. */
const LATEST = 12;

const AllEvents = ({ kind }: { readonly kind: Kind }) => {
  const { t } = useTranslation();
  const { tenantId, findingId } = useFinding();
  const list = useList('findings.events', { params: { tenantId, findingId }, query: EVENTS_QUERY });
  return (
    <LoadedList list={list} empty={t('finding.timeline')}>
      {(events) => <Events events={ofKind(events, kind)} />}
    </LoadedList>
  );
};

/** What happened, who did it, when; newest first. */
export const TimelineCard = () => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const [all, setAll] = useState(false);
  const [whole, setWhole] = useState(false);
  const [kind, setKind] = useState<Kind>('all');
  const events = newestFirst(ofKind(detail.timeline, kind));
  // Paper has room for all of it, and nobody who could ask for more.
  const printing = useMedia('print');
  const hidden = !whole && !printing && events.length > LATEST;
  return (
    <section className="card" id="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">{t('finding.timeline')}</h2>
      <KindButtons events={detail.timeline} kind={kind} onChange={setKind} />
      {all ? <AllEvents kind={kind} /> : <Events events={hidden ? events.slice(0, LATEST) : events} />}
      {!all && hidden ? (
        <Button onClick={() => setWhole(true)}>{t('finding.timelineAll', { count: events.length })}</Button>
      ) : null}
      {!all && !hidden && detail.timelineTruncated ? (
        <Button onClick={() => setAll(true)}>{t('finding.timelineMore')}</Button>
      ) : null}
    </section>
  );
};
