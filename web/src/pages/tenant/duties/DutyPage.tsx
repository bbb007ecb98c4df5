import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useOperation } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { showInstant } from '../../../components/dates.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { colon, listMark } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { CourseCard } from '../matters/CourseCard.tsx';
import { MatterFiles } from '../matters/MatterFiles.tsx';
import { mattersPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { DutySteps } from './DutySteps.tsx';
import { DutyChips, type DutyDetail } from './duty-chips.tsx';
import { ReportDraft } from './ReportDraft.tsx';

/** Purpose of the signed paper among a duty's files, as the server names it. */
const SIGNED_REPORT = 'signed_report';

const Submissions = ({ duty }: { readonly duty: DutyDetail }) => {
  const { t } = useTranslation();
  if (duty.submissions.length === 0) return null;
  return (
    <section className="card" aria-labelledby="duty-submissions">
      <h2 id="duty-submissions">{t('duties.submissions')}</h2>
      <ol className="timeline">
        {duty.submissions.toReversed().map((one) => (
          <li key={one.number} data-testid="duty-submission">
            <p>
              {t('duties.submissionNo', { number: one.number })} · {one.on} · {one.byName} ·{' '}
              {t(one.late ? 'duties.late' : 'duties.onTime')}
            </p>
            <p className="muted">{one.files.map(({ fileName }) => fileName).join(listMark())}</p>
            {one.numbers ? (
              <p className="muted">
                {one.numbers.shares
                  .map(({ name, share }) => `${inWords(name)}${colon()}${inWords(share.formula)}`)
                  .join('；')}
              </p>
            ) : null}
            {one.decision ? (
              <p>
                {t(`duties.decided.${one.decision.outcome}`, { name: one.decision.byName })} ·{' '}
                {showInstant(one.decision.at)}
                {one.decision.reason ? <span className="wording"> {one.decision.reason}</span> : null}
              </p>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
};

const Head = ({ duty }: { readonly duty: DutyDetail }) => {
  const { t } = useTranslation();
  const returned = duty.status === 'returned' ? duty.submissions.at(-1)?.decision : undefined;
  return (
    <section className="card">
      <p>
        <DutyChips {...duty} /> {t('duties.due')}{' '}
        <DueText
          due={duty.due?.date}
          overdue={duty.overdue}
          ended={!duty.open || duty.status === 'submitted'}
        />
      </p>
      {duty.due ? <p className="muted">{inWords(duty.due.why)}</p> : null}
      {returned ? (
        <Alert
          type="error"
          showIcon
          className="spaced"
          title={t('duties.returnedBy', { name: returned.byName })}
          description={returned.reason}
        />
      ) : null}
    </section>
  );
};

const Duty = ({ tenantId, dutyId }: { readonly tenantId: string; readonly dutyId: string }) => {
  const { t } = useTranslation();
  const query = useOperation('duties.get', { params: { tenantId, dutyId } });
  return (
    <Loaded query={query} rows={10}>
      {(duty, etag) => {
        const writable = duty.possible.includes('write');
        return (
          <>
            <PageHeader
              title={inWords(duty.title)}
              printable
              back={{ to: mattersPath(tenantId, 'duty'), label: t('duties.title') }}
            />
            <Head duty={duty} />
            <DutySteps duty={duty} etag={etag} />
            <ReportDraft key={`${duty.status}`} duty={duty} etag={etag} />
            <section className="card" aria-labelledby="duty-files">
              <h2 id="duty-files">{t('duties.signed')}</h2>
              <p className="muted below">{t('duties.signedHint')}</p>
              <MatterFiles
                tenantId={tenantId}
                matterId={dutyId}
                files={duty.files}
                purpose={writable ? SIGNED_REPORT : undefined}
                refresh={['duties.get']}
              />
            </section>
            <Submissions duty={duty} />
            <CourseCard trail={duty.trail} events="duties" />
          </>
        );
      }}
    </Loaded>
  );
};

/** Route /t/:tenantId/duties/:dutyId. */
export default function DutyPage() {
  const tenantId = useTenantId();
  const { dutyId = '' } = useParams();
  return (
    <RequireAction action="duty.read" tenantId={tenantId}>
      <Duty key={dutyId} tenantId={tenantId} dutyId={dutyId} />
    </RequireAction>
  );
}
