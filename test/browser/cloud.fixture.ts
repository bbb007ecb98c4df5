import { startLocalCloud } from '@xuncha/local';
import { DEMO_ACCOUNTS, seedDemo } from '../../scripts/seed-demo.ts';
import { NEW_ACCOUNTS } from './people.ts';

/**
 * The product on this machine in a process of its own, which a test can kill: `node cloud.fixture.ts <assembly> <data>
 * <port> [movable]`, as `npm start` would run it. Speaks over the process channel: `ready` once the demonstration is in, then
 * answers requests for tokens, and stops when the channel closes.
 */
const [assemblyDir = '', dataDir = '', port = '', clock] = process.argv.slice(2);
const cloud = await startLocalCloud({
  assemblyDir,
  dataDir,
  port: Number(port),
  accounts: [...DEMO_ACCOUNTS, ...NEW_ACCOUNTS],
  quiet: true,
  movableClock: clock === 'movable',
});
try {
  await seedDemo({ url: cloud.url, cloud, say: () => undefined });
} catch (error) {
  await cloud.stop();
  throw error;
}
process.on('message', (login: string) => {
  void cloud.tokenFor(login).then((token) => process.send?.({ login, token }));
});
process.on('disconnect', () => {
  void cloud.stop().then(() => process.exit(0));
});
process.send?.('ready');
