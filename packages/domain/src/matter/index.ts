export * from './alert-level.ts';
export * from './matter.ts';
export * from './matter-file.ts';
