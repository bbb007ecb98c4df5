export * from './help-request.ts';
