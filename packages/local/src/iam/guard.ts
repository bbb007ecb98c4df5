import type { AccessRequest, Denial } from '../dynamodb/gate.ts';
import { isObject } from '../json.ts';
import type { Authorize } from '../s3/s3-request.ts';
import { ApiError } from '../stepfunctions/api-error.ts';
import type { AuthorizeStates } from '../stepfunctions/server.ts';
import type { CredentialStore, Principal } from '../sts/credentials.ts';
import type { AccessControl } from './access-control.ts';
import { type CallerOptions, identifyCaller, UnknownCaller } from './identify-caller.ts';

export interface GuardOptions extends Omit<CallerOptions, 'service'> {
  readonly access: AccessControl;
  readonly credentials: CredentialStore;
}

/** Stands in front of the engines: who calls, and may he? Each answer in the words of its service. */
export class Guard {
  readonly #options: GuardOptions;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** For the table: signature first, then policies. */
  readonly table = ({ message, body, operation, input }: AccessRequest): Denial | undefined => {
    let caller: Principal;
    try {
      caller = identifyCaller(message, body, { ...this.#options, service: 'dynamodb' });
    } catch (error) {
      if (error instanceof UnknownCaller) return { code: error.code, message: error.message };
      throw error;
    }
    const denied = this.#options.access.table(caller, operation, input);
    return denied === undefined ? undefined : { code: 'AccessDeniedException', message: denied };
  };

  /** For files: S3 has verified the signature already. */
  readonly files: Authorize = ({ caller: { accessKeyId, sessionToken }, ...question }) => {
    const { access, credentials } = this.#options;
    const principal = credentials.principalOf(accessKeyId, sessionToken);
    return principal !== undefined && access.files(principal, question);
  };

  /** For Step Functions. */
  readonly states: AuthorizeStates = (message, body, operation, input) => {
    let caller: Principal;
    try {
      caller = identifyCaller(message, body, { ...this.#options, service: 'states' });
    } catch (error) {
      if (error instanceof UnknownCaller) throw new ApiError(error.code, error.message);
      throw error;
    }
    const denied = this.#options.access.states(caller, operation, isObject(input) ? input : {});
    if (denied !== undefined) throw new ApiError('AccessDeniedException', denied);
  };
}
