import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { isRunning } from './processes.ts';

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
