export * from './alike-wording.ts';
export * from './checking.ts';
export * from './ladder.ts';
export * from './order.ts';
export * from './recurrence.ts';
export * from './settings.ts';
export * from './talk.ts';
export * from './trigger.ts';
