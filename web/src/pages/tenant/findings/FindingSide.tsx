import { useMay } from '../../../api/me.ts';
import { useList } from '../../../api/use-operation.ts';
import { Waiting } from '../../../components/Waiting.tsx';
import { FindingMattersCard } from './FindingMattersCard.tsx';
import { useFinding } from './finding-context.ts';
import { TimelineCard } from './TimelineCard.tsx';

/** What belongs to the finding, and what has happened to it. */
export default function FindingSide() {
  const { tenantId, findingId } = useFinding();
  const may = useMay(tenantId);
  const matters = useList(
    'matters.ofFinding',
    { params: { tenantId, findingId } },
    { enabled: may('matter.read') },
  );
  // Both come together: matters that came later would push down what is being read.
  if (matters.query.isLoading)
    return (
      <section className="card">
        <Waiting />
      </section>
    );
  return (
    <>
      <FindingMattersCard />
      <TimelineCard />
    </>
  );
}
