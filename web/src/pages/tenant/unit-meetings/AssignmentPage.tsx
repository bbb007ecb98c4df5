import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useOperation } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { Facts } from '../../restricted/RecordParts.tsx';
import { AnswersCard } from '../matters/AnswersCard.tsx';
import { CourseCard } from '../matters/CourseCard.tsx';
import { MatterFiles } from '../matters/MatterFiles.tsx';
import { matterPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { AssignmentChip } from './AssignmentLines.tsx';
import {
  type AssignmentDetail,
  type AssignmentStep,
  AssignmentStepDialog,
  isAssignmentStep,
} from './AssignmentStepDialog.tsx';
import { meetingTabPath } from './meeting-tabs.ts';

const Content = ({ assignment }: Pick<AssignmentDetail, 'assignment'>) => {
  const { t } = useTranslation();
  const { tenantId, kind, what, from, date, departmentName, handlerName, meetingId } = assignment;
  return (
    <section className="card" aria-labelledby="assignment-content">
      <h2 id="assignment-content">{t(`matters.kind.${kind}`)}</h2>
      <p className="wording">{what}</p>
      <Facts
        rows={[
          [t(kind === 'action' ? 'unitMeetings.name' : 'unitMeetings.leader'), from],
          [t(kind === 'action' ? 'unitMeetings.date' : 'unitMeetings.instructionDate'), date],
          [t('unitMeetings.assignment.doer'), [departmentName, handlerName].filter(Boolean).join('，')],
          [t('unitMeetings.batch'), assignment.round],
          [t('unitMeetings.withdrawn'), assignment.withdrawnReason],
        ]}
      />
      <Facts rows={[[t('orders.dueWhy'), inWords(assignment.due?.why)]]} />
      {meetingId ? (
        <p>
          <Link to={matterPath(tenantId, 'meeting', meetingId)}>{t('unitMeetings.toMeeting')}</Link>
        </p>
      ) : null}
      {assignment.findingIds.map((findingId) => (
        <p key={findingId}>
          <Link to={`/t/${tenantId}/findings/${findingId}`}>{t('unitMeetings.toFinding')}</Link>
        </p>
      ))}
    </section>
  );
};

const Assignment = ({ detail }: { readonly detail: AssignmentDetail }) => {
  const { t } = useTranslation();
  const [step, setStep] = useState<AssignmentStep>();
  const { assignment, files, trail, possible } = detail;
  const { tenantId } = assignment;
  const adds = possible.includes('assignments.report');
  return (
    <>
      <PageHeader
        back={{
          to: meetingTabPath(tenantId, assignment.kind === 'action' ? 'actions' : 'instructions'),
          label: t('unitMeetings.title'),
        }}
        title={assignment.title}
        printable
        intro={
          <div className="facts">
            <AssignmentChip status={assignment.status} />
            {assignment.open && assignment.due ? (
              <span>
                {t(assignment.kind === 'action' ? 'unitMeetings.due' : 'unitMeetings.feedbackDue')}{' '}
                <DueText due={assignment.due.date} overdue={assignment.overdue} />
              </span>
            ) : null}
          </div>
        }
      />
      <div className="finding-grid">
        <div className="finding-main">
          <section className="card next" aria-labelledby="assignment-next">
            <h2 id="assignment-next">{t('orders.next')}</h2>
            <p>{t(`unitMeetings.assignment.standing.${assignment.status}`)}</p>
            <div className="actions">
              {possible.filter(isAssignmentStep).map((operation, index) => (
                <Button
                  key={operation}
                  type={index === 0 && operation !== 'assignments.withdraw' ? 'primary' : 'default'}
                  onClick={() => setStep(operation)}
                >
                  {t(`unitMeetings.assignment.step.${operation.slice('assignments.'.length) as 'report'}`)}
                </Button>
              ))}
            </div>
          </section>
          <Content assignment={assignment} />
          <AnswersCard
            title={t('unitMeetings.assignment.reports')}
            none={t('unitMeetings.assignment.noReport')}
            nameOf={(no) => t('unitMeetings.assignment.reportNo', { no })}
            answers={assignment.reports}
            files={files}
          />
          <section className="card" aria-labelledby="assignment-files">
            <h2 id="assignment-files">{t('orders.files')}</h2>
            {adds ? <p className="muted">{t('unitMeetings.assignment.attach')}</p> : null}
            <MatterFiles
              tenantId={tenantId}
              matterId={assignment.id}
              files={files}
              purpose={adds ? 'result' : undefined}
              refresh={['assignments.get']}
            />
          </section>
        </div>
        <div className="finding-side">
          <CourseCard trail={trail} />
        </div>
      </div>
      {step ? <AssignmentStepDialog step={step} detail={detail} onClose={() => setStep(undefined)} /> : null}
    </>
  );
};

const AssignmentLoaded = ({
  tenantId,
  assignmentId,
}: {
  readonly tenantId: string;
  readonly assignmentId: string;
}) => {
  const query = useOperation('assignments.get', { params: { tenantId, assignmentId } });
  return (
    <Loaded query={query} rows={8}>
      {(detail) => <Assignment detail={detail} />}
    </Loaded>
  );
};

/** Routes /t/:tenantId/actions/:assignmentId and /t/:tenantId/instructions/:assignmentId. */
export default function AssignmentPage() {
  const tenantId = useTenantId();
  const { assignmentId = '' } = useParams();
  return (
    <RequireAction action="matter.read" tenantId={tenantId}>
      <AssignmentLoaded key={assignmentId} tenantId={tenantId} assignmentId={assignmentId} />
    </RequireAction>
  );
}
