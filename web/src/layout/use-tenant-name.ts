import { useMay, useMe } from '../api/me.ts';
import { useOperation } from '../api/use-operation.ts';

/** Name and kind of a unit: the own one is known, another one HQ may ask for. */
export const useTenantName = (tenantId: string) => {
  const { current } = useMe();
  const may = useMay(tenantId);
  const own = tenantId === current.tenantId;
  const { data } = useOperation(
    'tenants.get',
    { params: { tenantId } },
    { enabled: !own && may('tenant.read') },
  );
  if (own) return { name: current.tenantName, kind: current.tenantKind };
  return { name: data?.data.name ?? tenantId, kind: data?.data.kind };
};
