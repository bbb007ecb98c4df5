import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me.ts';
import type { InboxTask } from '../../api/types.ts';
import { DueText } from '../../components/DueText.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { colon } from '../../i18n/punctuation.ts';
import { inWords } from '../../i18n/server-words.ts';
import { restrictedPath } from '../restricted/restricted-path.ts';
import { matterPath } from '../tenant/matters/matter-path.ts';

/** Section of the finding page where this kind of task is done. */
const ANCHORS: Partial<Record<InboxTask['kind'], string>> = {
  rectify: 'measures',
  next_check: 'measures',
  extension: 'course',
  evidence_check: 'closeout',
  consultation: 'closeout',
  party_committee: 'closeout',
  leading_group: 'closeout',
  escalation: 'closeout',
};

/** The page of the finding a task is about; other tasks are about something else. */
export const findingPathOf = ({
  restrictedClass,
  kind,
  matterKind,
  ...task
}: InboxTask): string | undefined =>
  restrictedClass || matterKind || kind === 'archive_approval'
    ? undefined
    : `/t/${task.tenantId}/findings/${task.findingId}`;

/** One task with everything needed to choose it, and the way to do it. */
export const InboxTaskRow = ({ task }: { readonly task: InboxTask }) => {
  const { t } = useTranslation();
  const me = useMe();
  const title = inWords(task.title);
  const anchor = ANCHORS[task.kind];
  const to = task.restrictedClass
    ? restrictedPath(task.restrictedClass, task.findingId)
    : task.kind === 'archive_approval'
      ? `/t/${task.tenantId}/archives`
      : task.matterKind
        ? matterPath(task.tenantId, task.matterKind, task.findingId)
        : `${findingPathOf(task) ?? ''}${anchor ? `#${anchor}` : ''}`;
  const foreign = task.tenantId !== me.current.tenantId;
  return (
    <li className={`task${task.overdue ? ' task-late' : ''}`} data-testid="inbox-task">
      <div className="task-text">
        <p className="task-title">
          <span className="task-no">{task.no}</span> {title}
        </p>
        <p className="muted">
          {[foreign ? task.tenantName : undefined, task.departmentName, task.round, inWords(task.why)]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div className="task-due">{task.due ? <DueText due={task.due} overdue={task.overdue} /> : null}</div>
      <LinkButton type="primary" to={to} aria-label={`${t('action.handle')}${colon()}${task.no} ${title}`}>
        {t('action.handle')}
      </LinkButton>
    </li>
  );
};
