import { useMay } from '../../../api/me.ts';
import type { Department, Member } from '../../../api/types.ts';
import { useList, useOperation } from '../../../api/use-operation.ts';

export interface People {
  readonly members: readonly Member[];
  readonly departments: readonly Department[];
}

/** Members and departments of a tenant for choosing from, as far as the person may read them. */
export const usePeople = (tenantId: string): People => {
  const may = useMay(tenantId);
  const members = useList(
    'members.list',
    { params: { tenantId }, query: { limit: 100 } },
    { enabled: may('member.read') },
  );
  const tenant = useOperation('tenants.get', { params: { tenantId } }, { enabled: may('tenant.read') });
  return {
    members: members.items.filter(({ status }) => status === 'active'),
    departments: tenant.data?.data.departments ?? [],
  };
};

/** The member behind a name, where exactly one has it; then tasks reach that person's inbox. */
export const memberNamed = (members: readonly Member[], name: string | undefined): Member | undefined => {
  const found = members.filter((member) => member.name === name?.trim());
  return found.length === 1 ? found[0] : undefined;
};
