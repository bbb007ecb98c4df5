/** Messages between the machine's main thread and a function's worker thread. */

export interface WorkerSettings {
  /** Directory of the deployed bundle. */
  readonly bundle: string;
  /** `file.export` as the template has it. */
  readonly handler: string;
  /** Shared offset of a movable clock. */
  readonly clockOffset: Float64Array<SharedArrayBuffer> | undefined;
}

/** The serialisable part of Lambda's context object. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly deadlineMs: number;
}

export interface InvokeMessage {
  readonly id: number;
  /** JSON text: events cross the boundary exactly as they do in the cloud. */
  readonly event: string;
  readonly context: InvocationContext;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-error'; readonly error: FunctionError }
  | { readonly kind: 'result'; readonly id: number; readonly payload: string }
  | { readonly kind: 'error'; readonly id: number; readonly error: FunctionError };
