export * from './audience.ts';
export * from './briefing.ts';
export * from './interview.ts';
export * from './interview-count.ts';
export * from './leader-feedback.ts';
export * from './record.ts';
export * from './referral.ts';
