import { ProblemError } from '@xuncha/contracts';
import { RUNGS } from '@xuncha/domain';
import { Button, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useOperation } from '../../../api/use-operation.ts';
import { AlertChip } from '../../../components/AlertChip.tsx';
import { DueText } from '../../../components/DueText.tsx';
import { showInstant } from '../../../components/dates.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { MessagePage } from '../../../components/MessagePage.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { Facts } from '../../restricted/RecordParts.tsx';
import { MatterFiles } from '../matters/MatterFiles.tsx';
import { mattersPath } from '../matters/matter-path.ts';
import { useTenantId } from '../use-tenant-id.ts';
import { isOrderStep, type OrderStep, OrderStepDialog } from './OrderStepDialog.tsx';
import { type OrderDetail, OrderStateChips } from './order-state.tsx';

type Named = { readonly detail: OrderDetail };

const fileNames = ({ files }: OrderDetail, ids: readonly string[]): string =>
  ids.map((id) => files.find((file) => file.id === id)?.fileName ?? id).join('、');

/** Why it was raised, what is asked, by when. */
const Content = ({ detail }: Named) => {
  const { t } = useTranslation();
  const { order } = detail;
  return (
    <section className="card" aria-labelledby="order-content">
      <h2 id="order-content">{t('orders.requirement')}</h2>
      <p className="wording below">{order.requirement}</p>
      <Facts
        rows={[
          [t('orders.why'), order.trigger.why],
          [t('orders.issuedBy'), `${t(`orders.issuer.${order.issuer}`)} · ${order.createdByName}`],
          [t('orders.issuedOnLabel'), order.issuedOn],
          [t('field.department'), order.to.departmentName],
          [t('field.leader'), order.to.leaderName],
          [t('orders.dueWhy'), order.due?.why],
          [t('orders.withdrawn'), order.withdrawnReason],
        ]}
      />
      {order.findingIds.map((findingId) => (
        <p key={findingId}>
          <Link to={`/t/${order.tenantId}/findings/${findingId}`}>{t('orders.toFinding')}</Link>
        </p>
      ))}
    </section>
  );
};

/** Who has been called on, and when each limit passed (F10). */
const Ladder = ({ detail }: Named) => {
  const { t } = useTranslation();
  const { startRung, rung, climbs } = detail.order;
  const rungs = RUNGS.slice(RUNGS.indexOf(startRung));
  return (
    <section className="card" aria-labelledby="order-ladder">
      <h2 id="order-ladder">{t('orders.ladder')}</h2>
      <p className="muted below">{t('orders.ladderHint')}</p>
      <Steps
        orientation="vertical"
        size="small"
        current={rungs.indexOf(rung)}
        items={rungs.map((each) => {
          const climb = climbs.find((one) => one.rung === each);
          return {
            title: t(`orders.rung.${each}`),
            content: climb ? t('orders.climbed', { passed: climb.passed, on: climb.on }) : undefined,
          };
        })}
      />
    </section>
  );
};

const Replies = ({ detail }: Named) => {
  const { t } = useTranslation();
  const { replyList } = detail.order;
  return (
    <section className="card" aria-labelledby="order-replies">
      <h2 id="order-replies">{t('orders.replies')}</h2>
      {replyList.length === 0 ? <p className="muted">{t('orders.noReply')}</p> : null}
      <ol className="plain-list">
        {replyList.map((reply) => (
          <li key={reply.no} data-testid="order-reply">
            <h3>{t('orders.replyNo', { no: reply.no })}</h3>
            <p className="wording">{reply.text}</p>
            {reply.fileIds.length > 0 ? (
              <p className="muted">
                {t('orders.files')}：{fileNames(detail, reply.fileIds)}
              </p>
            ) : null}
            <p className="muted">
              {reply.byName} · {showInstant(reply.at)}
            </p>
            {reply.check ? (
              <p>
                <strong>{t(`orders.checked.${reply.check.outcome}`)}</strong>{' '}
                {[reply.check.reason, reply.check.byName, showInstant(reply.check.at)]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            ) : null}
          </li>
        ))}
      </ol>
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
              {[fileNames(detail, request.fileIds), request.byName, showInstant(request.at)].join(' · ')}
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

const Course = ({ detail }: Named) => {
  const { t, i18n } = useTranslation();
  const nameOf = (type: string): string => {
    const key = `orders.event.${type.replace('.', '_')}`;
    return i18n.exists(key) ? i18n.t(key as 'orders.done') : type;
  };
  return (
    <section className="card" aria-labelledby="order-course">
      <h2 id="order-course">{t('orders.course')}</h2>
      <ol className="timeline">
        {detail.trail.toReversed().map((event) => (
          <li key={event.seq} data-testid="order-event">
            <p>{nameOf(event.type)}</p>
            <p className="muted">
              {[event.byName, event.onBehalfOfName, showInstant(event.at)].filter(Boolean).join(' · ')}
            </p>
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
  const [step, setStep] = useState<OrderStep>();
  if (query.error instanceof ProblemError && query.error.status === 404)
    return <MessagePage title={t('problem.loadTitle')} hint={query.error.message} />;
  return (
    <Loaded query={query} rows={8}>
      {(detail) => (
        <>
          <PageHeader
            back={{ to: mattersPath(tenantId, 'order'), label: t('orders.title') }}
            title={detail.order.title}
            intro={
              <div className="facts">
                <OrderStateChips order={detail.order} />
                {detail.order.open ? <AlertChip level={detail.order.level} /> : null}
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
                      type={index === 0 ? 'primary' : 'default'}
                      onClick={() => setStep(operation)}
                    >
                      {t(`orders.step.${operation.slice(7) as 'reply'}`)}
                    </Button>
                  ))}
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
              <Replies detail={detail} />
              <ListingCard detail={detail} />
            </div>
            <div className="finding-side">
              <Ladder detail={detail} />
              <Course detail={detail} />
            </div>
          </div>
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
