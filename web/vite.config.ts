import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
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

export default defineConfig({
  root,
  plugins: [react(), openApiDocument()],
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
