import { FindingMattersCard } from './FindingMattersCard.tsx';
import { TimelineCard } from './TimelineCard.tsx';

/** What belongs to the finding, and what has happened to it. */
export default function FindingSide() {
  return (
    <>
      <FindingMattersCard />
      <TimelineCard />
    </>
  );
}
