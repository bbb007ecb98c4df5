/**
 * Value of the API key that stands for a tenant in the usage plan. The authorizer names it (API key source
 * `AUTHORIZER`), clients never send or see it, so it is no secret; it only has to be unique in account and region
 * (hence the stage) and at least 20 characters long.
 */
export const usageKeyOf = (stage: string, tenantId: string): string =>
  `xuncha-${stage}-requests-of-${tenantId}`;
