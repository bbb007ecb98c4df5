export * from './alert-level.ts';
export * from './answer.ts';
export * from './due.ts';
export * from './matter.ts';
export * from './matter-file.ts';
export * from './matter-titles.ts';
