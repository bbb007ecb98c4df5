import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { showInstant } from '../../../components/dates.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { Facts } from '../../restricted/RecordParts.tsx';
import { AnswersCard, fileNames } from '../matters/AnswersCard.tsx';
import { CourseCard } from '../matters/CourseCard.tsx';
import { LadderCard } from '../matters/LadderCard.tsx';
import { MatterFiles } from '../matters/MatterFiles.tsx';
import { mattersPath } from '../matters/matter-path.ts';
import { PlanTalkDialog } from '../talks/PlanTalkDialog.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { isOrderStep, type OrderStep, OrderStepDialog } from './OrderStepDialog.tsx';
import { type OrderDetail, OrderStateChips } from './order-state.tsx';

type Named = { readonly detail: OrderDetail };

/** Why it was raised, what is asked, by when. */
const Content = ({ detail }: Named) => {
  const { t } = useTranslation();
  const { order } = detail;
  return (
    <section className="card" aria-labelledby="order-content">
      <h2 id="order-content">{t('orders.requirement')}</h2>
      <p className="wording below">{order.requirement}</p>
      <Facts rows={[[t('orders.why'), inWords(order.trigger.why)]]} />
      <Facts
        rows={[
          [t('orders.issuedBy'), `${t(`orders.issuer.${order.issuer}`)} · ${order.createdByName}`],
          [t('orders.issuedOnLabel'), order.issuedOn],
          [t('field.department'), order.to.departmentName],
          [t('field.leader'), order.to.leaderName],
        ]}
      />
      <Facts rows={[[t('orders.dueWhy'), inWords(order.due?.why)]]} />
      <Facts rows={[[t('orders.withdrawn'), order.withdrawnReason]]} />
      {order.findingIds.map((findingId) => (
        <p key={findingId}>
          <Link to={`/t/${order.tenantId}/findings/${findingId}`}>{t('orders.toFinding')}</Link>
        </p>
      ))}
    </section>
  );
};

/** Listed supervision: who put it up and why, and every request to lift it. */
const ListingCard = ({ detail }: Named) => {
  const { t } = useTranslation();
  const { listing } = detail.order;
  if (!listing) return null;
  return (
    <section className="card" aria-labelledby="order-listing">
      <h2 id="order-listing">{t('orders.listed')}</h2>
      <p className="wording">{listing.reason}</p>
      <p className="muted">
        {listing.byName} · {showInstant(listing.at)}
      </p>
      <ol className="plain-list">
        {listing.requests.map((request) => (
          <li key={request.at} data-testid="lifting-request">
            <h3>{t('orders.step.askLifting')}</h3>
            <p className="wording">{request.reason}</p>
            <p className="muted">
              {[fileNames(detail.files, request.fileIds), request.byName, showInstant(request.at)].join(
                ' · ',
              )}
            </p>
            {request.decision ? (
              <p>
                <strong>{t(`orders.lifting.${request.decision.outcome}`)}</strong>{' '}
                {[request.decision.reason, request.decision.byName, showInstant(request.decision.at)].join(
                  ' · ',
                )}
              </p>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
};

/** Which papers may be added now: to a reply, or to a request to lift the listing. */
const purposeNow = ({ order, possible }: OrderDetail): 'reply' | 'lifting' | undefined => {
  if (possible.includes('orders.reply')) return 'reply';
  return possible.includes('orders.askLifting') && order.status === 'to_lift' ? 'lifting' : undefined;
};

const Order = ({ tenantId, orderId }: { readonly tenantId: string; readonly orderId: string }) => {
  const { t } = useTranslation();
  const query = useOperation('orders.get', { params: { tenantId, orderId } });
  const may = useMay(tenantId);
  const [step, setStep] = useState<OrderStep>();
  const [talking, setTalking] = useState(false);
  return (
    <Loaded query={query} rows={8}>
      {(detail) => (
        <>
          <PageHeader
            back={{ to: mattersPath(tenantId, 'order'), label: t('orders.title') }}
            title={inWords(detail.order.title)}
            printable
            intro={
              <div className="facts">
                <OrderStateChips order={detail.order} />
                {detail.order.open && detail.order.due ? (
                  <span>
                    {t('orders.due')} <DueText due={detail.order.due.date} overdue={detail.order.overdue} />
                  </span>
                ) : null}
              </div>
            }
          />
          <div className="finding-grid">
            <div className="finding-main">
              <section className="card next" aria-labelledby="order-next">
                <h2 id="order-next">{t('orders.next')}</h2>
                <p>{t(`orders.standing.${detail.order.status}`)}</p>
                <div className="actions">
                  {detail.possible.filter(isOrderStep).map((operation, index) => (
                    <Button
                      key={operation}
                      type={index === 0 && operation !== 'orders.withdraw' ? 'primary' : 'default'}
                      onClick={() => setStep(operation)}
                    >
                      {t(`orders.step.${operation.slice(7) as 'reply'}`)}
                    </Button>
                  ))}
                  {detail.order.open && may('talk.edit') ? (
                    <Button onClick={() => setTalking(true)}>{t('talks.plan')}</Button>
                  ) : null}
                </div>
              </section>
              <Content detail={detail} />
              <section className="card" aria-labelledby="order-files">
                <h2 id="order-files">{t('orders.files')}</h2>
                <MatterFiles
                  tenantId={tenantId}
                  matterId={orderId}
                  files={detail.files}
                  purpose={purposeNow(detail)}
                  refresh={['orders.get']}
                />
              </section>
              <AnswersCard
                title={t('orders.replies')}
                none={t('orders.noReply')}
                nameOf={(no) => t('orders.replyNo', { no })}
                answers={detail.order.replyList}
                files={detail.files}
              />
              <ListingCard detail={detail} />
            </div>
            <div className="finding-side">
              <LadderCard {...detail.order} />
              <CourseCard trail={detail.trail} />
            </div>
          </div>
          {talking ? (
            <PlanTalkDialog tenantId={tenantId} orderId={orderId} onClose={() => setTalking(false)} />
          ) : null}
          {step ? <OrderStepDialog step={step} detail={detail} onClose={() => setStep(undefined)} /> : null}
        </>
      )}
    </Loaded>
  );
};

/** Route /t/:tenantId/orders/:orderId. */
export default function OrderPage() {
  const tenantId = useTenantId();
  const { orderId = '' } = useParams();
  return (
    <RequireAction action="matter.read" tenantId={tenantId}>
      <Order key={orderId} tenantId={tenantId} orderId={orderId} />
    </RequireAction>
  );
}
