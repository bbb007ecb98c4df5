import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useOperation } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { CourseCard } from '../matters/CourseCard.tsx';
import { mattersPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { NoticeComments } from './NoticeComments.tsx';
import { NoticeEditor } from './NoticeEditor.tsx';
import { NoticePaper } from './NoticePaper.tsx';
import { NoticeSteps } from './NoticeSteps.tsx';
import { NoticeChip, type NoticeDetail } from './notice-chip.tsx';

const Head = ({ notice }: { readonly notice: NoticeDetail }) => {
  const { t } = useTranslation();
  const { decision, publication } = notice;
  return (
    <section className="card">
      <p>
        <NoticeChip {...notice} /> {t(`notices.audience.${notice.audience}`)} · {notice.batchTitle}
      </p>
      {publication ? (
        <p>
          {t('notices.publishedAt', { date: publication.on, place: publication.place })} ·{' '}
          {t('notices.until')} <DueText due={notice.due?.date} ended={!notice.open} />
        </p>
      ) : null}
      {notice.due ? <p className="muted">{inWords(notice.due.why)}</p> : null}
      {decision ? (
        <Alert
          type={decision.outcome === 'returned' ? 'error' : 'success'}
          showIcon
          className="spaced"
          title={t(`notices.decided.${decision.outcome}`, { name: decision.byName })}
          description={decision.reason}
        />
      ) : null}
      {notice.summary ? <p className="wording">{notice.summary}</p> : null}
      {notice.withdrawnReason ? <p className="wording">{notice.withdrawnReason}</p> : null}
    </section>
  );
};

const Notice = ({ tenantId, noticeId }: { readonly tenantId: string; readonly noticeId: string }) => {
  const { t } = useTranslation();
  const query = useOperation('notices.get', { params: { tenantId, noticeId } });
  return (
    <Loaded query={query} rows={10}>
      {(notice, etag) => (
        <>
          <PageHeader
            title={notice.title}
            printable
            back={{ to: mattersPath(tenantId, 'notice'), label: t('notices.title') }}
          />
          <Head notice={notice} />
          <NoticeSteps notice={notice} etag={etag} />
          {notice.possible.includes('write') ? <NoticeEditor notice={notice} etag={etag} /> : null}
          {notice.frozen ? (
            <section className="card" aria-labelledby="notice-frozen">
              <h2 id="notice-frozen">{t('notices.frozen')}</h2>
              <NoticePaper view={notice.frozen} />
            </section>
          ) : null}
          {notice.publication ? <NoticeComments notice={notice} /> : null}
          <CourseCard trail={notice.trail} events="notices" />
        </>
      )}
    </Loaded>
  );
};

/** Route /t/:tenantId/notices/:noticeId. */
export default function NoticePage() {
  const tenantId = useTenantId();
  const { noticeId = '' } = useParams();
  return (
    <RequireAction action="notice.read" tenantId={tenantId}>
      <Notice key={noticeId} tenantId={tenantId} noticeId={noticeId} />
    </RequireAction>
  );
}
