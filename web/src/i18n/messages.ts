import type { zhCN } from './zh-CN.ts';

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** What a language must say; a missing or surplus key fails the type check. */
export type Messages = Texts<typeof zhCN>;
