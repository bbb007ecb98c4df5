export * from './approval.ts';
export * from './completeness.ts';
export * from './export.ts';
export * from './lists.ts';
export * from './plan-finding.ts';
export * from './standards.ts';
export * from './timeline.ts';
export * from './versions.ts';
