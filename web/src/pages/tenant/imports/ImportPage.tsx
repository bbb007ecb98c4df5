import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { ImportDetail } from '../../../api/types.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { LinkButton } from '../../../components/LinkButton.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { CommitCard } from './CommitCard.tsx';
import { CommittedCard } from './CommittedCard.tsx';
import { importableOf, isWorking, jobShare, WORKING_POLL_MS } from './import-work.ts';
import { MappingCard } from './MappingCard.tsx';
import { PreviewCard } from './PreviewCard.tsx';
import { useStepFocus } from './use-step-focus.ts';
import { WizardSteps } from './WizardSteps.tsx';

/**
 * Which sheet was read from which row: read anew, its fields begin anew. A short file is read before anybody has seen
 * that it is being read; the fields would still hold the sheet before.
 */
const readAs = ({ mapping }: ImportDetail): string => `${mapping?.sheet} ${mapping?.firstDataRow}`;

const Working = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const { status, done, total } = detail;
  const text =
    status === 'committing'
      ? t('imports.committing', { done, total })
      : status === 'undoing'
        ? t('imports.undoing', { done, total })
        : t('imports.reading');
  return (
    <section className="card">
      <p>{text}</p>
      <ProgressBar value={jobShare(detail)} status="active" label={text} size="medium" />
    </section>
  );
};

interface StageProps {
  readonly detail: ImportDetail;
  /** The columns were sent: the ledger is being read again, perhaps faster than anybody sees. */
  readonly onRemapped: () => void;
}

const Stage = ({ detail, onRemapped }: StageProps) => {
  const { t } = useTranslation();
  const again = (
    <LinkButton type="primary" to={`/t/${detail.tenantId}/imports`}>
      {t('imports.again')}
    </LinkButton>
  );
  if (isWorking(detail.status)) return <Working detail={detail} />;
  if (detail.status === 'awaiting_upload')
    return <Alert type="info" showIcon title={t('imports.awaiting')} action={again} />;
  if (detail.status === 'failed')
    return (
      <>
        <Alert
          type="error"
          showIcon
          role="alert"
          className="mapping-note"
          title={t('imports.failed')}
          description={
            <>
              <p>{detail.problem?.message}</p>
              {detail.problem ? (
                <p className="problem-code">{t('problem.code', { code: detail.problem.code })}</p>
              ) : null}
            </>
          }
          action={again}
        />
        <MappingCard key={readAs(detail)} detail={detail} onRemapped={onRemapped} />
      </>
    );
  if (detail.status === 'undone')
    return <Alert type="success" showIcon title={t('imports.undone')} action={again} />;
  if (detail.status === 'committed') return <CommittedCard detail={detail} />;
  return (
    <>
      <MappingCard key={readAs(detail)} detail={detail} onRemapped={onRemapped} />
      <PreviewCard detail={detail} />
      <CommitCard detail={detail} />
    </>
  );
};

/** What a listener is told when a step begins; figures that change every second are for the bar. */
const useStepWords = () => {
  const { t } = useTranslation();
  return ({ status, totals }: ImportDetail): string => {
    if (status === 'previewed' && totals)
      return t('imports.said.previewed', { count: importableOf(totals), errors: totals.errors });
    if (status === 'committed') return t('imports.said.committed');
    return t(`imports.status.${status}`);
  };
};

/** The step at hand: said in a sentence, to which the focus follows, and shown below it. */
const Course = ({ detail }: { readonly detail: ImportDetail }) => {
  const words = useStepWords()(detail);
  // Being uploaded, waiting and being read are one step for whoever waits.
  const place = useStepFocus<HTMLParagraphElement>(isWorking(detail.status) ? 'working' : detail.status);
  return (
    <>
      <p ref={place} role="status" tabIndex={-1} className="step-words" data-testid="import-said">
        {words}
      </p>
      <Stage detail={detail} onRemapped={() => place.current?.focus()} />
    </>
  );
};

const Import = ({ tenantId, importId }: { readonly tenantId: string; readonly importId: string }) => {
  const { t } = useTranslation();
  const query = useOperation(
    'imports.get',
    { params: { tenantId, importId } },
    {
      pollWhile: ({ status }) =>
        isWorking(status) || status === 'awaiting_upload' ? WORKING_POLL_MS : false,
    },
  );
  return (
    <Loaded query={query}>
      {(detail) => (
        <>
          <PageHeader
            title={detail.fileName}
            back={{ to: `/t/${tenantId}/imports`, label: t('imports.title') }}
            intro={[
              detail.meta?.title ? t('imports.metaTitle', { title: detail.meta.title }) : undefined,
              detail.meta?.unitName ? t('imports.unitName', { name: detail.meta.unitName }) : undefined,
            ]
              .filter(Boolean)
              .join(' · ')}
          />
          <WizardSteps status={detail.status} />
          <Course detail={detail} />
        </>
      )}
    </Loaded>
  );
};

/** Route /t/:tenantId/imports/:importId. */
export default function ImportPage() {
  const tenantId = useTenantId();
  const { importId = '' } = useParams();
  return (
    <RequireAction action="import.read" tenantId={tenantId}>
      <Import key={importId} tenantId={tenantId} importId={importId} />
    </RequireAction>
  );
}
