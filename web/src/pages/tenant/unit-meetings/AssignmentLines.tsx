import type { OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Chip, type Tone } from '../../../components/Chip.tsx';
import { DueText } from '../../../components/DueText.tsx';
import { matterPath } from '../matters/matter-path.ts';

export type AssignmentItem = OutputOf<'assignments.list'>['items'][number];

const TONES: Readonly<Record<AssignmentItem['status'], Tone>> = {
  assigned: 'amber',
  reported: 'blue',
  returned: 'red',
  accepted: 'green',
  withdrawn: 'neutral',
};

export const AssignmentChip = ({ status }: Pick<AssignmentItem, 'status'>) => {
  const { t } = useTranslation();
  return <Chip tone={TONES[status]}>{t(`unitMeetings.assignment.status.${status}`)}</Chip>;
};

/** Agreed actions or instructions, each with who does it, by when, and how it stands. */
export const AssignmentLines = ({ items }: { readonly items: readonly AssignmentItem[] }) => {
  const { t } = useTranslation();
  return (
    <ul className="plain-list">
      {items.map((item) => (
        <li key={item.id} className="list-row" data-testid="assignment-row">
          <div className="kind-head">
            <div>
              <Link to={matterPath(item.tenantId, item.kind, item.id)}>{item.title}</Link>
              <p className="muted">
                {[
                  t('unitMeetings.from', { from: item.from, date: item.date }),
                  item.departmentName,
                  item.handlerName,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              {item.open && item.due ? <DueText due={item.due.date} overdue={item.overdue} /> : null}
            </div>
            <AssignmentChip status={item.status} />
          </div>
        </li>
      ))}
    </ul>
  );
};
