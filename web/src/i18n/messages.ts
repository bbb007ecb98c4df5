import type { zhCN } from './zh-CN.ts';

type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> } & {
  /** What is said of one, where the language tells it from several. */
  readonly [K in keyof T & string as T[K] extends string ? `${K}_one` : never]?: string;
};

/** What a language must say; a missing or surplus key fails the type check. */
export type Messages = Texts<typeof zhCN>;
