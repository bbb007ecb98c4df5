export * from './board-facts.ts';
export * from './gates.ts';
export * from './goals.ts';
export * from './registers.ts';
