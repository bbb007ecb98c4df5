export * from './notification.ts';
export * from './rungs.ts';
