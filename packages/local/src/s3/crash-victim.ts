/**
 * Child process of the crash test: serves a directory and kills itself before the durable write with the given
 * number, as a power cut would. Arguments: directory, number of the write.
 */

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { startS3Server } from './server.ts';
import { ACCESS_KEY, DELIVERED_FILE, REGION, SECRET } from './test-settings.ts';

const [dataDir = '', fatal = '0'] = process.argv.slice(2);
let writes = 0;
const server = await startS3Server({
  dataDir,
  port: 0,
  region: REGION,
  credentials: (id) => (id === ACCESS_KEY ? SECRET : undefined),
  onEvent: ({ Records }) => {
    for (const { s3 } of Records) appendFileSync(join(dataDir, DELIVERED_FILE), `${s3.object.eTag}\n`);
  },
  beforeWrite: () => {
    writes += 1;
    if (writes === Number(fatal)) process.kill(process.pid, 'SIGKILL');
  },
});
process.stdout.write(`${server.url}\n`);
