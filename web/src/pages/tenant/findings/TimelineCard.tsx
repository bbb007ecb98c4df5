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

/** Enough to see what happened last; a long trail would push everything else off a phone's screen. */
const LATEST = 12;

const AllEvents = () => {
  const { t } = useTranslation();
  const { tenantId, findingId } = useFinding();
  const list = useList('findings.events', { params: { tenantId, findingId }, query: EVENTS_QUERY });
  return (
    <LoadedList list={list} empty={t('finding.timeline')}>
      {(events) => <Events events={events} />}
    </LoadedList>
  );
};

/** What happened, who did it, when; newest first. */
export const TimelineCard = () => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const [all, setAll] = useState(false);
  const [whole, setWhole] = useState(false);
  const events = newestFirst(detail.timeline);
  // Paper has room for all of it, and nobody who could ask for more.
  const printing = useMedia('print');
  const hidden = !whole && !printing && events.length > LATEST;
  return (
    <section className="card" id="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">{t('finding.timeline')}</h2>
      {all ? <AllEvents /> : <Events events={hidden ? events.slice(0, LATEST) : events} />}
      {!all && hidden ? (
        <Button onClick={() => setWhole(true)}>{t('finding.timelineAll', { count: events.length })}</Button>
      ) : null}
      {!all && !hidden && detail.timelineTruncated ? (
        <Button onClick={() => setAll(true)}>{t('finding.timelineMore')}</Button>
      ) : null}
    </section>
  );
};
