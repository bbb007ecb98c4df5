import { type ComponentType, lazy } from 'react';
import { loadAllTexts } from './index.ts';

type Load<Props extends object> = () => Promise<{ readonly default: ComponentType<Props> }>;

const fetchControls = () => import('../layout/ControlsTheme.tsx');

/**
 * A part made of Ant Design's controls that says no more than core.zh-CN.ts holds, as all that is drawn without waiting
 * for further texts.
 */
export const lazyWithControls = <Props extends object>(load: Load<Props>) =>
  lazy(async () => {
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
  Object.assign(
    lazyWithControls<Props>(async () => {
      const [page] = await Promise.all([load(), loadAllTexts()]);
      return page;
    }),
    { fetchAhead: (): Promise<unknown> => Promise.all([load(), fetchFoundation()]) },
  );

/** A page that is painted first without Ant Design, and then says no more than core.zh-CN.ts holds. */
export const lazyPage = (load: Load<object>) => Object.assign(lazy(load), { fetchAhead: load });

/** What nearly every page needs besides itself: Ant Design's groundwork and the texts. */
export const fetchFoundation = (): Promise<unknown> => Promise.all([fetchControls(), loadAllTexts()]);
