import { type ComponentType, lazy, useState } from 'react';
import { loadAllTexts } from './index.ts';

type Load<Props extends object> = () => Promise<{ readonly default: ComponentType<Props> }>;

const fetchControls = () => import('../layout/ControlsTheme.tsx');

/**
 * Drawn at once where it has been fetched ahead: React holds what takes the place of a waiting sign back for 300 ms after
 * the sign, however soon it is there.
 */
const later = <Props extends object>(load: Load<Props>) => {
  let ready: ComponentType<Props> | undefined;
  const fetchAhead: Load<Props> = async () => {
    const { default: part } = await load();
    ready = part;
    return { default: part };
  };
  const Later = lazy(fetchAhead);
  const Opened = (props: Props) => {
    // For as long as it stands: a change would begin it anew, without what was typed.
    const [Part] = useState(() => ready ?? Later);
    return <Part {...props} />;
  };
  return Object.assign(Opened, { fetchAhead });
};

/**
 * A part made of Ant Design's controls that says no more than core.zh-CN.ts holds, as all that is drawn without waiting
 * for further texts.
 */
export const lazyWithControls = <Props extends object>(load: Load<Props>) =>
  later<Props>(async () => {
    const [{ default: Part }, { ControlsTheme }] = await Promise.all([load(), fetchControls()]);
    return {
      default: (props: Props) => (
        <ControlsTheme>
          <Part {...props} />
        </ControlsTheme>
      ),
    };
  });

/**
 * A page or dialog made of Ant Design's controls, fetched when it is first opened, drawn when the texts outside of the
 * first load are there too (all are fetched at the same time).
 */
export const lazyWithTexts = <Props extends object>(load: Load<Props>) =>
  lazyWithControls<Props>(async () => {
    const [page] = await Promise.all([load(), loadAllTexts()]);
    return page;
  });

/** A page that is painted first without Ant Design, and then says no more than core.zh-CN.ts holds. */
export const lazyPage = (load: Load<object>) => later(load);

/** What nearly every page needs besides itself: Ant Design's groundwork and the texts. */
export const fetchFoundation = (): Promise<unknown> => Promise.all([fetchControls(), loadAllTexts()]);
