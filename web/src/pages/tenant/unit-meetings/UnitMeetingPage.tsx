import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { ConfirmDialog } from '../../../components/ConfirmDialog.tsx';
import { showInstant } from '../../../components/dates.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { ReasonDialog } from '../../../components/ReasonDialog.tsx';
import { listMark } from '../../../i18n/punctuation.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { Facts } from '../../restricted/RecordParts.tsx';
import { CourseCard } from '../matters/CourseCard.tsx';
import { MatterFiles } from '../matters/MatterFiles.tsx';
import { matterPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { AssignmentLines } from './AssignmentLines.tsx';
import { MeetingChip, type MeetingDetail } from './MeetingChip.tsx';
import { meetingTabPath } from './meeting-tabs.ts';

const REFRESH = ['unitMeetings.get', 'unitMeetings.list', 'meetingYears.get', 'inbox.list'] as const;

interface Part {
  readonly detail: MeetingDetail;
}

const Next = ({ detail }: Part) => {
  const { t } = useTranslation();
  const { meeting, possible } = detail;
  const params = { tenantId: meeting.tenantId, unitMeetingId: meeting.id };
  const [asking, setAsking] = useState<'file' | 'withdraw'>();
  const file = useCommand('unitMeetings.file', REFRESH);
  const withdraw = useCommand('unitMeetings.withdraw', REFRESH);
  const close = () => setAsking(undefined);
  return (
    <section className="card next" aria-labelledby="meeting-next">
      <h2 id="meeting-next">{t('orders.next')}</h2>
      <p>{t(`unitMeetings.standing.${meeting.status}`)}</p>
      <div className="actions">
        {possible.includes('unitMeetings.file') ? (
          <Button type="primary" onClick={() => setAsking('file')}>
            {t('unitMeetings.file')}
          </Button>
        ) : null}
        {possible.includes('unitMeetings.withdraw') ? (
          <Button onClick={() => setAsking('withdraw')}>{t('unitMeetings.withdraw')}</Button>
        ) : null}
      </div>
      {asking === 'file' ? (
        <ConfirmDialog
          title={t('unitMeetings.file')}
          hint={t('unitMeetings.fileHint')}
          submitText={t('unitMeetings.file')}
          pending={file.isPending}
          error={file.error}
          onClose={close}
          onSubmit={() => file.mutate({ params }, { onSuccess: close })}
        />
      ) : null}
      <ReasonDialog
        open={asking === 'withdraw'}
        danger
        title={t('unitMeetings.withdraw')}
        pending={withdraw.isPending}
        error={withdraw.error}
        onClose={close}
        onSubmit={(reason) => withdraw.mutate({ params, body: { reason } }, { onSuccess: close })}
      />
    </section>
  );
};

const Content = ({ detail: { meeting } }: Part) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-labelledby="meeting-content">
      <h2 id="meeting-content">{t('unitMeetings.content')}</h2>
      <Facts
        rows={[
          [t('unitMeetings.typeLabel'), t(`unitMeetings.type.${meeting.type}`)],
          [t('unitMeetings.date'), meeting.date],
          [t('unitMeetings.place'), meeting.place],
          [t('unitMeetings.batch'), meeting.round],
          [t('unitMeetings.withdrawn'), meeting.withdrawnReason],
        ]}
      />
      <Facts
        rows={[
          [t('unitMeetings.attendees'), meeting.attendees.join(listMark())],
          [
            t('unitMeetings.leaders'),
            meeting.type === 'feedback'
              ? meeting.leaders?.join(listMark()) || t('unitMeetings.noLeader')
              : undefined,
          ],
        ]}
      />
      <h3>{t('unitMeetings.agenda')}</h3>
      <ol>
        {meeting.agenda.map(({ title, findingIds }) => (
          <li key={`${title} ${findingIds.join()}`}>
            {title}{' '}
            {findingIds.map((findingId, at) => (
              <span key={findingId}>
                <Link to={`/t/${meeting.tenantId}/findings/${findingId}`}>
                  {t('unitMeetings.toFinding')}
                  {findingIds.length > 1 ? ` ${at + 1}` : ''}
                </Link>{' '}
              </span>
            ))}
          </li>
        ))}
      </ol>
      <h3>{t('unitMeetings.conclusions')}</h3>
      <p className="wording">{meeting.conclusions}</p>
    </section>
  );
};

/** The other end of the reference each decision keeps (G04). */
const Decided = ({ detail: { meeting, decided } }: Part) => {
  const { t } = useTranslation();
  if (decided.length === 0) return null;
  return (
    <section className="card" aria-labelledby="meeting-decided" data-testid="meeting-decided">
      <h2 id="meeting-decided">
        {t('unitMeetings.decided')} <span className="count">{decided.length}</span>
      </h2>
      <p className="muted">{t('unitMeetings.decidedHint')}</p>
      <ul className="plain-list">
        {decided.map(({ findingId, no, agendaItem, byName, at }) => (
          <li key={`${findingId} ${at}`} className="list-row">
            <Link to={`/t/${meeting.tenantId}/findings/${findingId}`}>
              {t('unitMeetings.decidedLine', { no })}
            </Link>{' '}
            <span className="muted">
              {t('unitMeetings.decidedBy', { agenda: agendaItem, name: byName, at: showInstant(at) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const OpenBefore = ({ detail: { meeting } }: Part) => {
  const { t } = useTranslation();
  if (meeting.openBefore.length === 0) return null;
  return (
    <section className="card" aria-labelledby="meeting-open">
      <h2 id="meeting-open">{t('unitMeetings.openBefore')}</h2>
      <ul className="plain-list">
        {meeting.openBefore.map(({ id, title, departmentName, due }) => (
          <li key={id} className="list-row">
            <Link to={matterPath(meeting.tenantId, 'action', id)}>{title}</Link>{' '}
            <span className="muted">{[departmentName, due].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Meeting = ({ tenantId, meetingId }: { readonly tenantId: string; readonly meetingId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const query = useOperation('unitMeetings.get', { params: { tenantId, unitMeetingId: meetingId } });
  return (
    <Loaded query={query} rows={8}>
      {(detail) => {
        const adds = detail.meeting.open && may('unit_meeting.record');
        return (
          <>
            <PageHeader
              back={{ to: meetingTabPath(tenantId, 'meetings'), label: t('unitMeetings.title') }}
              title={detail.meeting.title}
              printable
              intro={
                <div className="facts">
                  <MeetingChip status={detail.meeting.status} />
                  <span>{t(`unitMeetings.host.${detail.meeting.host}`)}</span>
                </div>
              }
            />
            <div className="finding-grid">
              <div className="finding-main">
                <Next detail={detail} />
                <Content detail={detail} />
                <Decided detail={detail} />
                <section className="card" aria-labelledby="meeting-actions">
                  <h2 id="meeting-actions">{t('unitMeetings.actionsOf')}</h2>
                  {detail.actions.length === 0 ? (
                    <p className="muted">{t('unitMeetings.noActions')}</p>
                  ) : (
                    <AssignmentLines items={detail.actions} />
                  )}
                </section>
                <section className="card" aria-labelledby="meeting-minutes">
                  <h2 id="meeting-minutes">{t('unitMeetings.minutes')}</h2>
                  {adds ? <p className="muted">{t('unitMeetings.minutesHint')}</p> : null}
                  <MatterFiles
                    tenantId={tenantId}
                    matterId={meetingId}
                    files={detail.files}
                    purpose={adds ? 'minutes' : undefined}
                    refresh={['unitMeetings.get']}
                  />
                </section>
              </div>
              <div className="finding-side">
                <OpenBefore detail={detail} />
                <CourseCard trail={detail.trail} />
              </div>
            </div>
          </>
        );
      }}
    </Loaded>
  );
};

/** Route /t/:tenantId/unit-meetings/:meetingId. */
export default function UnitMeetingPage() {
  const tenantId = useTenantId();
  const { meetingId = '' } = useParams();
  return (
    <RequireAction action="matter.read" tenantId={tenantId}>
      <Meeting key={meetingId} tenantId={tenantId} meetingId={meetingId} />
    </RequireAction>
  );
}
