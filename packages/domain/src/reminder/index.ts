export * from './digest.ts';
export * from './notification.ts';
export * from './rungs.ts';
export * from './webhook.ts';
