import type { CallInput } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import type { ShownAtOnce } from '../../../api/shown-at-once.ts';
import { useSentForm } from '../../../components/use-sent-form.ts';
import { useToast } from '../../../components/use-toast.ts';
import { type PartOf, useFinding, useFindingCommand } from './finding-context.ts';

export interface ResponsibilityValues {
  readonly principalName?: string;
  readonly leaderName?: string;
  readonly departmentId?: string;
  readonly supportingDepartments?: string[];
  readonly handlerName?: string;
}

/** Names as typed; whose inboxes they are, only the server says. */
const ASSIGNED_AT_ONCE: ShownAtOnce<'findings.assign', 'findings.get'> = {
  operation: 'findings.get',
  as: (before, { params, body }) => {
    if (!body || before.finding.id !== params?.findingId) return before;
    const { principalId: _p, leaderId: _l, handlerId: _h, ...named } = body;
    return { ...before, finding: { ...before.finding, responsibility: named } };
  },
};

const responsibilityOf: PartOf<'findings.assign'> = ({ finding }) => finding.responsibility;

/** Saying who answers for the finding. */
export const useResponsibility = () => {
  const { t } = useTranslation();
  const toast = useToast();
  const { findingId } = useFinding();
  const command = useFindingCommand('findings.assign', ASSIGNED_AT_ONCE, responsibilityOf);
  const sent = useSentForm<'findings.assign', ResponsibilityValues>('findings.assign', command, {
    title: t('responsibility.title'),
    isAbout: ({ params }) => params?.findingId === findingId,
  });
  return {
    ...sent,
    send(body: NonNullable<CallInput<'findings.assign'>['body']>): void {
      command.send({ params: command.params, body }, () => toast.success(t('finding.saved')), sent.refused);
      sent.sent();
    },
  };
};
