/** HQ people work in one subsidiary at a time; its menu stays while they look at their inbox or a meeting. */
const KEY = 'xuncha.tenant-in-view';

export const tenantInView = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;
export const keepTenantInView = (tenantId: string): void => sessionStorage.setItem(KEY, tenantId);
export const forgetTenantInView = (): void => sessionStorage.removeItem(KEY);
