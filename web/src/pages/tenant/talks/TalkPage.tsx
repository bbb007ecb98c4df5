import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { listMark } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { Facts } from '../../restricted/RecordParts.tsx';
import { AnswersCard } from '../matters/AnswersCard.tsx';
import { CourseCard } from '../matters/CourseCard.tsx';
import { LadderCard } from '../matters/LadderCard.tsx';
import { MatterFiles } from '../matters/MatterFiles.tsx';
import { matterPath, mattersPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { TalkStateChip } from './TalkStateChip.tsx';
import { isTalkStep, type TalkDetail, type TalkStep, TalkStepDialog } from './TalkStepDialog.tsx';

const Content = ({ talk }: Pick<TalkDetail, 'talk'>) => {
  const { t } = useTranslation();
  return (
    <section className="card" aria-labelledby="talk-content">
      <h2 id="talk-content">{t('talks.content')}</h2>
      <Facts
        rows={[
          [t('talks.reason'), talk.reason],
          [t('talks.talkedTo'), [talk.talkedTo.name, talk.talkedTo.post].filter(Boolean).join('，')],
          [t('talks.talkers'), talk.talkers.join(listMark())],
          [t('talks.date'), talk.date],
          [t('talks.place'), talk.place],
          [t('field.department'), talk.departmentName],
        ]}
      />
      <Facts rows={[[t('orders.dueWhy'), inWords(talk.due?.why)]]} />
      <Facts rows={[[t('talks.cancelled'), talk.cancelReason]]} />
      {talk.points ? (
        <>
          <h3>{t('talks.points')}</h3>
          <p className="wording below">{talk.points}</p>
        </>
      ) : null}
      {talk.orderId ? (
        <p>
          <Link to={matterPath(talk.tenantId, 'order', talk.orderId)}>{t('talks.toOrder')}</Link>
        </p>
      ) : null}
      {talk.findingIds.map((findingId) => (
        <p key={findingId}>
          <Link to={`/t/${talk.tenantId}/findings/${findingId}`}>{t('talks.toFinding')}</Link>
        </p>
      ))}
    </section>
  );
};

/** Which papers this person adds now: the minutes of who held it, the signed statement of who was talked to. */
const usePurpose = (tenantId: string): ((detail: TalkDetail) => 'minutes' | 'statement' | undefined) => {
  const may = useMay(tenantId);
  return ({ talk, possible }) => {
    if (possible.includes('talks.state')) return 'statement';
    return talk.open && talk.status !== 'planned' && may('talk.edit') ? 'minutes' : undefined;
  };
};

const Talk = ({ tenantId, talkId }: { readonly tenantId: string; readonly talkId: string }) => {
  const { t } = useTranslation();
  const query = useOperation('talks.get', { params: { tenantId, talkId } });
  const purposeOf = usePurpose(tenantId);
  const [step, setStep] = useState<TalkStep>();
  return (
    <Loaded query={query} rows={8}>
      {(detail) => {
        const { talk } = detail;
        const purpose = purposeOf(detail);
        return (
          <>
            <PageHeader
              back={{ to: mattersPath(tenantId, 'talk'), label: t('talks.title') }}
              title={inWords(talk.title)}
              printable
              intro={
                <div className="facts">
                  <TalkStateChip status={talk.status} />
                  {talk.open && talk.due ? (
                    <span>
                      {t('talks.due')} <DueText due={talk.due.date} overdue={talk.overdue} />
                    </span>
                  ) : null}
                </div>
              }
            />
            <div className="finding-grid">
              <div className="finding-main">
                <section className="card next" aria-labelledby="talk-next">
                  <h2 id="talk-next">{t('orders.next')}</h2>
                  <p>{t(`talks.standing.${talk.status}`)}</p>
                  <div className="actions">
                    {detail.possible.filter(isTalkStep).map((operation, index) => (
                      <Button
                        key={operation}
                        type={index === 0 ? 'primary' : 'default'}
                        onClick={() => setStep(operation)}
                      >
                        {t(`talks.step.${operation.slice(6) as 'hold'}`)}
                      </Button>
                    ))}
                  </div>
                </section>
                <Content talk={talk} />
                <section className="card" aria-labelledby="talk-files">
                  <h2 id="talk-files">{t('orders.files')}</h2>
                  {purpose ? <p className="muted">{t(`talks.attach.${purpose}`)}</p> : null}
                  <MatterFiles
                    tenantId={tenantId}
                    matterId={talkId}
                    files={detail.files}
                    purpose={purpose}
                    refresh={['talks.get']}
                  />
                </section>
                <AnswersCard
                  title={t('talks.statements')}
                  none={t('talks.noStatement')}
                  nameOf={(no) => t('talks.statementNo', { no })}
                  answers={talk.statements}
                  files={detail.files}
                />
              </div>
              <div className="finding-side">
                <LadderCard startRung={talk.with} rung={talk.rung} climbs={talk.climbs} />
                <CourseCard trail={detail.trail} />
              </div>
            </div>
            {step ? <TalkStepDialog step={step} detail={detail} onClose={() => setStep(undefined)} /> : null}
          </>
        );
      }}
    </Loaded>
  );
};

/** Route /t/:tenantId/talks/:talkId. */
export default function TalkPage() {
  const tenantId = useTenantId();
  const { talkId = '' } = useParams();
  return (
    <RequireAction action="talk.read" tenantId={tenantId}>
      <Talk key={talkId} tenantId={tenantId} talkId={talkId} />
    </RequireAction>
  );
}
