import type { OutputOf } from '@xuncha/contracts';
import { RUNGS } from '@xuncha/domain';
import { Steps } from 'antd';
import { useTranslation } from 'react-i18next';

type Order = OutputOf<'orders.get'>['order'];

/** Who has been called on, and when each limit passed (F10). */
export const LadderCard = ({ startRung, rung, climbs }: Pick<Order, 'startRung' | 'rung' | 'climbs'>) => {
  const { t } = useTranslation();
  const rungs = RUNGS.slice(RUNGS.indexOf(startRung));
  return (
    <section className="card" aria-labelledby="matter-ladder">
      <h2 id="matter-ladder">{t('orders.ladder')}</h2>
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
