import { type ComponentType, lazy } from 'react';
import { loadAllTexts } from './index.ts';

/**
 * A page or dialog fetched when it is first opened, drawn when the texts outside of the first load are there too (both
 * are fetched at the same time). What is fetched by React's own `lazy` may only say what core.zh-CN.ts holds.
 */
export const lazyWithTexts = <Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
) =>
  lazy(async () => {
    const [page] = await Promise.all([load(), loadAllTexts()]);
    return page;
  });
