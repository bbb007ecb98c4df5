import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const ROOT = resolve(import.meta.dirname, '../..');
const PACKAGE = join(ROOT, 'node_modules/@sparticuz/chromium');
const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
/** Unpacked once per version (about 230 MB); `npm start -- --fresh` leaves this folder alone. */
const UNPACKED = join(ROOT, '.local/build', `chromium-${version}`);
/** The browser, the NSS libraries it needs and a font, as the package packs them. */
const PARTS = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br'];

/** Unpacks beside and renames: several test files start at once, and an interrupted run leaves nothing half. */
const unpack = async (): Promise<void> => {
  if (existsSync(UNPACKED)) return;
  mkdirSync(join(ROOT, '.local/build'), { recursive: true });
  const fresh = mkdtempSync(`${UNPACKED}.`);
  const { TMPDIR } = process.env;
  try {
    // The package unpacks into the temporary directory, always under the same names.
    process.env.TMPDIR = fresh;
    await Promise.all(PARTS.map((part) => inflate(join(PACKAGE, 'bin', part))));
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  try {
    renameSync(fresh, UNPACKED);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(UNPACKED)) throw error;
  }
};

/** Where no fonts are installed the package's own keeps pages measurable; Chinese then shows as boxes. */
const fontEnvironment = (): Record<string, string> =>
  existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(UNPACKED, 'fonts') };

/** Headless Chromium from the npm package; `CHROMIUM_PATH` names another one, for instance with Chinese fonts. */
export const launchBrowser = async (): Promise<Browser> => {
  const { CHROMIUM_PATH } = process.env;
  // The sandbox needs a user other than root, which neither containers nor CI always have.
  const args = ['--lang=zh-CN', '--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'];
  if (CHROMIUM_PATH) return await chromium.launch({ executablePath: CHROMIUM_PATH, args });
  await unpack();
  const libraries = join(UNPACKED, 'al2023/lib');
  const { LD_LIBRARY_PATH } = process.env;
  return await chromium.launch({
    executablePath: join(UNPACKED, 'chromium'),
    args: [...args, '--no-zygote', '--disable-gpu'],
    env: {
      ...process.env,
      ...fontEnvironment(),
      LD_LIBRARY_PATH: LD_LIBRARY_PATH ? `${libraries}:${LD_LIBRARY_PATH}` : libraries,
    },
  });
};
