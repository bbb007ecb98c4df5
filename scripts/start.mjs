// `npm start`
import { handOver } from './bootstrap.mjs';

handOver('scripts/start.ts', process.argv.slice(2));
