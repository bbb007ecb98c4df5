import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { freePort, isPortFree, isRunning } from './processes.ts';

it('a process that has ended counts as ended, although nobody has fetched its status', async () => {
  // `exec` replaces the shell by a program that never waits for the child it has inherited.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
  try {
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => isRunning(pid)).toBe(false);
  } finally {
    parent.kill('SIGKILL');
  }
});

it('a free port is none that the system gives to others by chance', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
  // The range Linux takes ports from for listeners and connections that name none.
  const [from = 32_768] = (await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => ''))
    .split(/\s+/)
    .map(Number)
    .filter(Boolean);
  expect(ports.filter((port) => port >= from)).toEqual([]);
  expect(await isPortFree(ports[0] ?? 0)).toBe(true);
});
