/** What a rule answers: a value, or the reason why not. Rules never throw for a user's mistake. */
export type Result<T, E = DomainError> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/**
 * invalid: the request can never be right as it stands (422) · conflict: it is right, but not now (409) ·
 * forbidden: right for somebody else (403) · missing: there is no such thing for this person (404).
 */
export type ErrorKind = 'invalid' | 'conflict' | 'forbidden' | 'missing';

export interface DomainError {
  readonly kind: ErrorKind;
  /** Stable, lower_snake_case; clients and tests rely on it. */
  readonly code: string;
  /** A Chinese sentence that says what to do. */
  readonly message: string;
  /** Name of the input field, dotted, where one is to blame. */
  readonly field?: string;
  /** Machine-readable facts, such as the list of what is missing. */
  readonly details?: unknown;
}

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

export const fail = (
  kind: ErrorKind,
  code: string,
  message: string,
  extra: { field?: string; details?: unknown } = {},
): Result<never> => ({ ok: false, error: { kind, code, message, ...extra } });
