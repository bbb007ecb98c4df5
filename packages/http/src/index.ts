export * from './api.ts';
export * from './cursor.ts';
export * from './handed-on.ts';
export * from './log.ts';
export * from './problem.ts';
