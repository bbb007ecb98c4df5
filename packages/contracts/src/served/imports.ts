import { servedBy } from '../served.ts';

export const served = servedBy('imports');
