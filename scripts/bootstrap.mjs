// Brings the dependencies up to date and hands over to the project's own Node 24. Runs on the system's Node (20 or
// newer) with nothing installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const MINIMUM_NODE = 20;

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Compares what npm says it has installed with the lock file: also right after `npm install <package>` by hand, where
 * a marker file of our own would be wrong.
 */
function dependenciesAreCurrent() {
  const installedPath = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const installed = readJson(installedPath).packages;
  const wanted = readJson(join(root, 'package-lock.json')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.link) return true;
    const present = installed[path];
    // Packages for other platforms are listed in the lock file and not installed.
    return present ? present.version === entry.version : entry.optional === true;
  });
}

function installDependencies() {
  console.log('正在安装依赖（首次约一分钟） · Installing dependencies …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status === 0) return;
  console.error('依赖安装失败，请检查网络后重试。 · npm ci failed; check the network and try again.');
  if (error) console.error(error.message);
  process.exit(1);
}

/** The project's own Node; the system's where that is new enough and the project's could not be installed. */
function projectNode() {
  const own = join(root, 'node_modules/.bin/node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    '没有找到项目自带的 Node 24，请运行 npm ci。 · The project’s Node 24 is missing; run npm ci.',
  );
  process.exit(1);
}

if (Number(process.versions.node.split('.')[0]) < MINIMUM_NODE) {
  console.error(
    `需要 Node ${MINIMUM_NODE} 或更高版本，当前为 ${process.version}。 · Node ${MINIMUM_NODE}+ is required.`,
  );
  process.exit(1);
}
if (!dependenciesAreCurrent()) installDependencies();

/**
 * Runs a script of the project under Node 24 and ends with its exit code.
 * @param {string} script path from the root
 * @param {readonly string[]} args
 */
export function handOver(script, args) {
  const child = spawn(projectNode(), [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    // Lambda's clock is UTC; the functions' workers take the zone of their process.
    env: { ...process.env, TZ: 'UTC' },
  });
  // Ctrl-C reaches the child directly; this process only waits until it has stopped cleanly.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
