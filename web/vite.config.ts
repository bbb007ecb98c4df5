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

export default defineConfig({
  root,
  plugins: [react(), routesOfOperations(), openApiDocument(), pdfFiles()],
  build: {
    outDir: join(root, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Data URLs would need a wider content security policy than scripts from our own origin.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
