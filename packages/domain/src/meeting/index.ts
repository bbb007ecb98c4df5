export * from './assignment.ts';
export * from './unit-meeting.ts';
export * from './year-register.ts';
