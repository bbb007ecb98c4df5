export * from './alert-thresholds.ts';
export * from './calendar-date.ts';
export * from './due-date.ts';
export * from './due-reason.ts';
export * from './rule-set.ts';
export * from './term-text.ts';
export * from './working-days.ts';
