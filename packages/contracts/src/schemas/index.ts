export * from './base.ts';
export * from './closeout.ts';
export * from './evidence.ts';
export * from './findings.ts';
export * from './identity.ts';
export * from './imports.ts';
export * from './limits.ts';
export * from './tenancy.ts';
