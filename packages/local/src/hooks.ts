/** What a test can do to the running machine; all of it is off in normal use. */

export type FaultService = 'dynamodb' | 's3' | 'stepfunctions';

export interface FaultPoint {
  readonly service: FaultService;
  readonly operation: string;
}

/** What goes wrong with one request. */
export type Fault =
  /** Refused before it has any effect. */
  | { readonly kind: 'throttle' }
  | { readonly kind: 'server-error' }
  /** Never answered: the connection breaks. `afterEffect` breaks it when the request has been carried out. */
  | { readonly kind: 'timeout'; readonly afterEffect: boolean }
  | { readonly kind: 'delay'; readonly milliseconds: number };

export interface CloudHooks {
  /** Called before every durable write of an engine; a test kills or fails the machine here. */
  readonly beforeWrite?: (description: string) => Promise<void> | void;
  /** Called after a write of the table has been carried out, before the caller hears of it. */
  readonly afterWrite?: (description: string) => Promise<void> | void;
  readonly fault?: (point: FaultPoint) => Fault | undefined;
  /** Rearranges what a stream delivers: duplicates, another order, a pause. Receives and returns records. */
  readonly streamDelivery?: <T>(records: readonly T[]) => Promise<readonly T[]> | readonly T[];
}
