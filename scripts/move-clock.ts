import { parseArgs } from 'node:util';

/**
 * Moves the clock of a machine started with `npm start -- --now <date>`, a day at a time, so that every morning's work is
 * done on its own day: `npm run clock -- 7`.
 */
const DAY_MS = 86_400_000;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: process.env.PORT ?? '8080' } },
});
const days = Number(positionals[0] ?? '1');
if (!Number.isInteger(days) || days < 1 || days > 3_660) {
  process.stderr.write('用法：npm run clock -- <天数> [--port 8080]，天数为 1 至 3660 的整数。\n');
  process.exit(1);
}

const post = async (path: string): Promise<string> => {
  const answer = await fetch(`http://localhost:${values.port}/__local/${path}`, { method: 'POST' });
  if (!answer.ok) throw new Error('系统时间不能调整：请用 npm start -- --now 2025-03-01 启动，并核对端口。');
  const { now } = (await answer.json()) as { now: string };
  return now;
};

try {
  for (let day = 1; day <= days; day += 1) {
    const now = await post(`clock?by=${DAY_MS}`);
    await post('drain');
    process.stdout.write(`${day}/${days}　${now.slice(0, 10)}\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
