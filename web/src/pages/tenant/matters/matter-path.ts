import type { MatterKind } from '@xuncha/domain';

/** Where the page of each kind lives under `/t/:tenantId/`; the route tree names the same folders. */
const FOLDERS: Readonly<Record<MatterKind, string>> = {
  plan: 'plans',
  duty: 'duties',
  order: 'orders',
  talk: 'talks',
  recurrence: 'recurrences',
  meeting: 'unit-meetings',
  instruction: 'instructions',
  action: 'actions',
  guidance: 'guidance',
  help: 'help-requests',
  notice: 'notices',
};

export const mattersPath = (tenantId: string, kind: MatterKind): string => `/t/${tenantId}/${FOLDERS[kind]}`;
export const matterPath = (tenantId: string, kind: MatterKind, id: string): string =>
  `${mattersPath(tenantId, kind)}/${id}`;
