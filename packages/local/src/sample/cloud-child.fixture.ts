import { startLocalCloud } from '../index.ts';

/**
 * A machine in a process of its own that a test kills: `node cloud-child.fixture.ts <assembly> <data> [die-at]`.
 * It prints its table endpoint, and kills itself before the first write whose description starts with `die-at`.
 */
const [assemblyDir = '', dataDir = '', dieAt] = process.argv.slice(2);
const cloud = await startLocalCloud({
  assemblyDir,
  dataDir,
  port: 0,
  accounts: [],
  quiet: true,
  hooks: {
    beforeWrite: (description) => {
      if (dieAt !== undefined && description.startsWith(dieAt)) process.kill(process.pid, 'SIGKILL');
    },
  },
});
process.stdout.write(
  `${JSON.stringify({ dynamodb: cloud.endpoints.dynamodb, credentials: cloud.credentials })}\n`,
);
