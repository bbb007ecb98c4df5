// `npm test`
import { handOver } from './bootstrap.mjs';

handOver('scripts/test.ts', process.argv.slice(2));
