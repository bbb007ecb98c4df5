import './tour.css';
import { Tour, type TourProps } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/me.ts';

/** Parts of the frame worth a word, in the order of a first day; only those that are on this person's screen are shown. */
const STOPS = [
  { part: 'home', selector: '.app-side a[href="/"]' },
  { part: 'ledger', selector: '.app-side a[href$="/ledger"]' },
  { part: 'imports', selector: '.app-side a[href$="/imports"]' },
  { part: 'batches', selector: '.app-side a[href$="/batches"]' },
  { part: 'meetings', selector: '.app-side a[href="/meetings"]' },
  { part: 'archives', selector: '.app-side a[href$="/archives"]' },
  { part: 'tenants', selector: '.app-side a[href="/tenants"]' },
  { part: 'settings', selector: '.app-side a[href$="/settings"]' },
  { part: 'person', selector: '.user-button' },
] as const;

const elementOf = (selector: string): HTMLElement | null => {
  const found = document.querySelector<HTMLElement>(selector);
  return found?.checkVisibility() ? found : null;
};

/** A walk through what this person's roles have on their screen. */
export default function RoleTour({ onEnd }: { readonly onEnd: () => void }) {
  const { t } = useTranslation();
  const { current } = useMe();
  const steps = useMemo<NonNullable<TourProps['steps']>>(() => {
    const welcome = current.roles.map((role) => ({
      title: t('tour.welcome', { role: t(`role.${role}`) }),
      description: t(`tour.role.${role}`),
    }));
    const stops = STOPS.flatMap(({ part, selector }) => {
      const element = elementOf(selector);
      return element
        ? [
            {
              title: element.innerText.split('\n')[0],
              description: t(`tour.part.${part}`),
              target: () => element,
            },
          ]
        : [];
    });
    return [...welcome, ...stops];
  }, [current.roles, t]);
  return <Tour open steps={steps} onClose={onEnd} onFinish={onEnd} />;
}
