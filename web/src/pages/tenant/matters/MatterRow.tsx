import type { OutputOf } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { DueText } from '../../../components/DueText.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { matterPath } from './matter-path.ts';

type Summary = OutputOf<'matters.ofFinding'>['items'][number];

interface Props {
  readonly matter: Pick<Summary, 'tenantId' | 'kind' | 'id' | 'title' | 'open' | 'due' | 'overdue'>;
  /** What is said of it in one line; empty parts are left out. */
  readonly facts: readonly (string | undefined)[];
  readonly chips: ReactNode;
  readonly dueLabel: string;
  readonly testId: string;
}

/** One matter in a list: what it is, where it stands, and by when the next step is due. */
export const MatterRow = ({ matter, facts, chips, dueLabel, testId }: Props) => (
  <li className="card batch" data-testid={testId}>
    <div className="kind-head">
      <div>
        <h2>
          <Link to={matterPath(matter.tenantId, matter.kind, matter.id)}>{inWords(matter.title)}</Link>
        </h2>
        <p className="muted">{facts.filter(Boolean).join(' · ')}</p>
      </div>
      <div className="row-actions">{chips}</div>
    </div>
    {matter.open && matter.due ? (
      <p>
        {dueLabel} <DueText due={matter.due.date} overdue={matter.overdue} />
      </p>
    ) : null}
  </li>
);
