import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { OPERATION_IDS, OPERATIONS } from '@xuncha/contracts';
import { build, defineConfig, type IndexHtmlTransformContext, type Plugin } from 'vite';
import { FIRST_READS } from './src/api/first-reads.ts';
import type { FirstPage } from './src/pages/first-pages.ts';

const root = import.meta.dirname;

/** Publishes the generated API document beside the pages, so that `/openapi.json` is always the deployed contract. */
const openApiDocument = (): Plugin => ({
  name: 'openapi-document',
  apply: 'build',
  generateBundle() {
    const path = join(root, '../docs/openapi.json');
    if (existsSync(path))
      this.emitFile({ type: 'asset', fileName: 'openapi.json', source: readFileSync(path, 'utf8') });
  },
});

/** What the PDF viewer fetches while it draws: maps of Chinese characters, standard fonts, decoders without WebAssembly. */
const PDF_FILES = { cmaps: /\.bcmap$/, standard_fonts: /\.(ttf|pfb)$/, wasm: /_nowasm_fallback\.js$/ };
const pdfFiles = (): Plugin => ({
  name: 'pdf-files',
  apply: 'build',
  generateBundle() {
    for (const [folder, wanted] of Object.entries(PDF_FILES)) {
      const from = join(root, '../node_modules/pdfjs-dist', folder);
      for (const name of readdirSync(from).filter((one) => wanted.test(one)))
        this.emitFile({
          type: 'asset',
          fileName: `pdf/${folder}/${name}`,
          source: readFileSync(join(from, name)),
        });
    }
  },
});

/**
 * The client needs method, path and If-Match of an operation; the schemas beside them are the server's. Leaving them
 * out keeps zod and the whole contract text (about 35 kB compressed) out of the first load. Types are not touched.
 */
const routesOfOperations = (wanted: ReadonlySet<string>): Plugin => ({
  name: 'routes-of-operations',
  apply: 'build',
  load(id) {
    if (!id.endsWith('/packages/contracts/src/operations/index.ts')) return null;
    const routes = Object.entries(OPERATIONS)
      .filter(([name]) => wanted.has(name))
      .map(([name, { method, path }]) => [name, { method, path }]);
    return {
      code: `export const OPERATIONS = ${JSON.stringify(Object.fromEntries(routes))};
export const OPERATION_IDS = Object.keys(OPERATIONS);
export const operationOf = (id) => OPERATIONS[id];`,
      moduleType: 'js',
    };
  },
});

/** Pages the HTML begins to fetch by the address; home is part of the program. */
const PAGE_MODULES: Readonly<Partial<Record<FirstPage, string>>> = {
  ledger: join(root, 'src/pages/tenant/ledger/LedgerPage.tsx'),
  finding: join(root, 'src/pages/tenant/findings/FindingPage.tsx'),
};

/** The program, the pages people begin with, and Ant Design's groundwork; each brings what it imports. */
const FILES = [
  ['boot', join(root, 'src/boot.ts')],
  ['program', join(root, 'src/main.tsx')],
  // Named one by one: what stands behind the list of the domain is not followed.
  ...['finding/finding', 'finding/stage', 'inbox/waiting-for', 'tenancy/identity-provider'].map(
    (name) => ['program', join(root, `../packages/domain/src/${name}.ts`)] as const,
  ),
  ...['columns', 'filter', 'order', 'view'].map(
    (name) => ['work', join(root, `../packages/domain/src/ledger-view/ledger-${name}.ts`)] as const,
  ),
  ['work', join(root, '../packages/domain/src/finding/idle.ts')],
  ...Object.values(PAGE_MODULES).map((file) => ['work', file] as const),
  ['controls', join(root, 'src/layout/ControlsTheme.tsx')],
  ['controls', join(root, '../node_modules/antd/es/config-provider/index.js')],
  ['controls', join(root, '../node_modules/antd/es/theme/index.js')],
] as const;

/** Modules that only list others: who imports one needs few of them, which find their file by themselves. */
const LISTS = ['/antd/es/index.js', '/packages/domain/src/index.ts'];

/** What ledger and finding alone consist of; other pages share the rest of what they import. */
const OF_WORK = /\/(pages\/tenant\/(ledger|findings)|domain\/src\/(ledger-view|finding))\//;

type InfoOf = (id: string) => { readonly importedIds: readonly string[] } | null;

/**
 * Few files instead of many small ones: browsers fetch six at a time from a server without HTTP/2, and on a slow line
 * every further turn costs half a second. Libraries stand apart from our own text, which changes with each release.
 */
const fileOf = (): ((id: string, info: InfoOf) => string | null) => {
  const owners = new Map<string, string>();
  const own = (id: string, name: string, info: InfoOf): void => {
    if (owners.has(id) || LISTS.some((list) => id.endsWith(list))) return;
    owners.set(id, name);
    for (const next of info(id)?.importedIds ?? []) own(next, name, info);
  };
  return (id, info) => {
    if (owners.size === 0) for (const [name, file] of FILES) own(file, name, info);
    // What the bundler adds itself is needed before anything else.
    if (id.startsWith('\0')) return 'boot';
    const owner = owners.get(id) ?? null;
    const file = owner === 'work' && !OF_WORK.test(id) ? 'program' : owner;
    return file === 'program' && id.includes('/node_modules/') ? 'libraries' : file;
  };
};

const CONTROLS = /\/node_modules\/(antd|@ant-design\/icons)\//;

/** Is it made of Ant Design's controls, itself or by what it imports? */
const usesControls = (id: string, info: InfoOf, seen = new Set<string>()): boolean => {
  if (CONTROLS.test(id)) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  return (info(id)?.importedIds ?? []).some((next) => usesControls(next, info, seen));
};

/** What the page is drawn with, apart from the file that runs first. */
const PROGRAM = join(root, 'src/main.tsx');

type Bundle = NonNullable<IndexHtmlTransformContext['bundle']>;

/** The files a module needs before it can run, the largest first: what takes longest begins first. */
const filesOf = (module: string, bundle: Bundle): readonly string[] => {
  const wanted = new Map<string, number>();
  const want = (file: string): void => {
    const chunk = bundle[file];
    if (chunk?.type !== 'chunk' || wanted.has(file)) return;
    wanted.set(file, chunk.code.length);
    for (const style of chunk.viteMetadata?.importedCss ?? []) wanted.set(style, 0);
    for (const next of chunk.imports) want(next);
  };
  for (const chunk of Object.values(bundle))
    if (chunk.type === 'chunk' && chunk.moduleIds.includes(module)) want(chunk.fileName);
  return [...wanted].toSorted(([, a], [, b]) => b - a).map(([file]) => `/${file}`);
};

/** What stands in the HTML itself: the script that begins everything, and the styles it is painted with. */
const builtIn = async (pageFiles: Readonly<Record<string, readonly string[]>>) => {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [routesOfOperations(new Set(FIRST_READS))],
    define: { PAGE_FILES: JSON.stringify(pageFiles) },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      // As a file of their own, not as text inside of the script.
      cssCodeSplit: false,
      rolldownOptions: { input: join(root, 'src/start.ts'), output: { format: 'iife' } },
    },
  });
  const files = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const script = files.map((file) => (file.type === 'chunk' ? file.code.trim() : '')).join('');
  const styles = files.map((file) => (file.type === 'asset' ? String(file.source).trim() : '')).join('');
  if (!script || !styles || `${script}${styles}`.includes('</'))
    throw new Error('start.ts must make a script and styles that do not end their own element');
  return { script, styles };
};

/** As it stands in index.html, for whoever serves the sources. */
const STYLES_LINK = /\s*<link rel="stylesheet" href="\/src\/styles.css" \/>/;
const stylesApart = (): Plugin => ({
  name: 'styles-apart',
  apply: 'build',
  transformIndexHtml: { order: 'pre', handler: (html) => html.replace(STYLES_LINK, '') },
});

/**
 * Makes the HTML one that is painted by itself and begins everything at once: it names the program's files, and holds the
 * styles and the script that begins page and data of the address. Where a server sends six files at a time, they are
 * asked for in this order: the program, which takes longest, then what it waits for.
 */
const everythingAtOnce = (): Plugin => ({
  name: 'everything-at-once',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    async handler(html, { bundle = {} }) {
      const program = filesOf(PROGRAM, bundle);
      const pages = Object.entries(PAGE_MODULES).map(([page, module]) => [
        page,
        filesOf(module, bundle).filter((file) => !program.includes(file) && !html.includes(file)),
      ]);
      const { script, styles } = await builtIn(Object.fromEntries(pages));
      const preloads = program.map((file) => `<link rel="modulepreload" crossorigin href="${file}">`);
      const [boot = ''] = /<script type="module"[^>]*><\/script>/.exec(html) ?? [];
      const [parameters = ''] = /<link rel="preload"[^>]*>/.exec(html) ?? [];
      const [paper = ''] = /<link[^>]*media="print"[^>]*>/.exec(html) ?? [];
      const [largest, second, ...others] = preloads;
      const head = [largest, second, boot, parameters, ...others, `<script>${script}</script>`];
      return (
        html
          .replaceAll(/\s*<link rel="modulepreload"[^>]*>/g, '')
          .replace(boot, '')
          .replace(parameters, '')
          .replace(paper, '')
          .replace(/<meta charset[^>]*>/i, (charset) => [charset, ...head].join('\n    '))
          // What holds on paper comes after what holds everywhere.
          .replace('</head>', () => `<style>${styles}</style>\n    ${paper}\n  </head>`)
      );
    },
  },
});

const fileNamed = fileOf();

export default defineConfig({
  root,
  plugins: [
    react(),
    routesOfOperations(new Set(OPERATION_IDS)),
    openApiDocument(),
    pdfFiles(),
    stylesApart(),
    everythingAtOnce(),
  ],
  build: {
    outDir: join(root, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Data URLs would need a wider content security policy than scripts from our own origin.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        minifyInternalExports: false,
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: (id, context) => fileNamed(id, (one) => context.getModuleInfo(one)), debugName: 'files' },
            // What many pages share: rules of the domain, our own parts without and with Ant Design's, and those.
            { name: 'domain', test: /\/packages\/.*\/src\//, minShareCount: 2 },
            {
              name: (id, context) => (usesControls(id, (one) => context.getModuleInfo(one)) ? null : 'parts'),
              debugName: 'parts',
              // Sending files brings libraries of its own.
              test: /\/web\/src\/(?!.*upload)/,
              minShareCount: 2,
            },
            { name: 'dialogs', test: /\/web\/src\//, minShareCount: 8 },
            { name: 'forms', test: /\/node_modules\//, minShareCount: 14 },
          ],
        },
      },
    },
  },
});
