import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { OPERATIONS } from '@xuncha/contracts';
import { defineConfig, type Plugin } from 'vite';

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
const routesOfOperations = (): Plugin => ({
  name: 'routes-of-operations',
  apply: 'build',
  load(id) {
    if (!id.endsWith('/packages/contracts/src/operations/index.ts')) return null;
    const routes = Object.entries(OPERATIONS).map(([name, { method, path }]) => [name, { method, path }]);
    return {
      code: `export const OPERATIONS = ${JSON.stringify(Object.fromEntries(routes))};
export const OPERATION_IDS = Object.keys(OPERATIONS);
export const operationOf = (id) => OPERATIONS[id];`,
      moduleType: 'js',
    };
  },
});

/** The file that runs first, what the page is drawn with, and Ant Design's groundwork; each brings what it imports. */
const FILES = [
  ['boot', join(root, 'src/boot.ts')],
  ['boot', join(root, '../packages/domain/src/tenancy/identity-provider.ts')],
  ['program', join(root, 'src/main.tsx')],
  ['controls', join(root, 'src/layout/ControlsTheme.tsx')],
  ['controls', join(root, '../node_modules/antd/es/config-provider/index.js')],
  ['controls', join(root, '../node_modules/antd/es/theme/index.js')],
] as const;

/** Modules that only list others: who imports one needs few of them, which find their file by themselves. */
const LISTS = ['/antd/es/index.js', '/packages/domain/src/index.ts'];

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
    const owner = owners.get(id);
    return owner === 'program' && id.includes('/node_modules/') ? 'libraries' : (owner ?? null);
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
const PROGRAM = '/src/main.tsx';

/** Names the files of the program in the HTML: they then travel together with the file that asks for them. */
const programPreloaded = (): Plugin => ({
  name: 'program-preloaded',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const wanted = new Set<string>();
      const want = (file: string): void => {
        const chunk = bundle[file];
        if (chunk?.type !== 'chunk' || wanted.has(file)) return;
        wanted.add(file);
        for (const next of chunk.imports) want(next);
      };
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk' && chunk.moduleIds.some((id) => id.endsWith(PROGRAM)))
          want(chunk.fileName);
      return [...wanted]
        .filter((file) => !html.includes(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head' as const,
        }));
    },
  },
});

const fileNamed = fileOf();

export default defineConfig({
  root,
  plugins: [react(), routesOfOperations(), openApiDocument(), pdfFiles(), programPreloaded()],
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
