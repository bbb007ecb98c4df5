export * from './notice.ts';
export * from './notice-view.ts';
export * from './public-text.ts';
