import type { Capability, Served } from '@xuncha/contracts';
import { createApi, type Handlers } from '@xuncha/http';
import { now } from '../clock.ts';
import { narrowContent } from './content-limits.ts';
import { type ApiDeps, type DepsOf, firstAnswerIn, translateError } from './context.ts';
import { createForeignGuard } from './foreign-tenant.ts';

/** The Lambda handler of a capability that works on a tenant's data, with everything all of them share. */
export const serve = <C extends Capability, Deps extends ApiDeps>(
  served: Served<C>,
  handlers: Handlers<C, Deps>,
  deps: DepsOf<Deps>,
  // The register of tenants itself must be able to resume a suspended one.
  { anyTenant = false }: { readonly anyTenant?: boolean } = {},
) => {
  const foreign = createForeignGuard({ anyTenant });
  return createApi({
    served,
    handlers,
    deps,
    now,
    translate: translateError,
    firstAnswer: firstAnswerIn,
    guard: async (bound, request) => {
      await foreign(bound, request);
      return await narrowContent(bound, request);
    },
  });
};
