import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import { writeModules } from '../bundling/written-modules.ts';

export const PROJECT_ROOT = resolve(import.meta.dirname, '../..');

/** Handler name of every bundle: `index.mjs` with an export `handler`. */
export const BUNDLE_HANDLER = 'index.handler';

const BUNDLE_FILE = 'index.mjs';
/** Where the bundles would lie; they go straight into the assets. */
const OUTPUT = join(PROJECT_ROOT, 'cdk.out/bundles');

/**
 * CommonJS dependencies (yauzl) call `require` for Node's own modules, which an ES module does not have.
 */
const REQUIRE_BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * The SDK's default credential chain carries SSO, INI files, web identity and more: 326 → 194 kB and 31 → 19 ms of
 * cold start without it. A function has its credentials in its environment, on AWS and on one machine.
 */
const CREDENTIALS_MODULE = join(PROJECT_ROOT, 'infra/bundling/environment-credentials.ts');

/** How every function is bundled; the SDK is inside, leaving it to the runtime costs 17 ms of cold start. */
export const BUNDLE_OPTIONS = {
  absWorkingDir: PROJECT_ROOT,
  outExtension: { '.js': '.mjs' },
  write: false as const,
  bundle: true,
  minify: true,
  legalComments: 'none' as const,
  // Chinese texts take three bytes a character instead of six.
  charset: 'utf8' as const,
  platform: 'node' as const,
  target: 'node24',
  format: 'esm' as const,
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': CREDENTIALS_MODULE,
    ...writeModules(join(PROJECT_ROOT, 'cdk.out/modules')),
  },
  banner: { js: REQUIRE_BANNER },
  logLevel: 'warning' as const,
} satisfies BuildOptions;

/** File name → contents; `index.mjs`, and what it loads later. */
type Bundle = ReadonlyMap<string, Uint8Array>;

let bundles: ReadonlyMap<string, Bundle> | undefined;

/** One function whose rare parts are files of their own, loaded with the first request that needs them. */
function bundleInParts(entry: string): Bundle {
  const { outputFiles } = buildSync({
    ...BUNDLE_OPTIONS,
    entryPoints: [{ in: entry, out: 'index' }],
    outdir: OUTPUT,
    splitting: true,
    chunkNames: 'part-[hash]',
  });
  return new Map(outputFiles.map((file) => [relative(OUTPUT, file.path), file.contents]));
}

/**
 * Bundles all entries in one esbuild run: shared modules are parsed once and linking runs on all cores, where
 * NodejsFunction starts a process of its own per function (docs/adr/0002-cdk-layout.md has the figures). Those that load
 * something later are then bundled each by itself: in one run, functions would share files.
 */
export function bundleAll(): ReadonlyMap<string, Bundle> {
  const entries = globSync('functions/**/*.lambda.ts', { cwd: PROJECT_ROOT });
  const { outputFiles, metafile } = buildSync({
    ...BUNDLE_OPTIONS,
    entryPoints: entries,
    outdir: OUTPUT,
    outbase: PROJECT_ROOT,
    metafile: true,
  });
  const loadsLater = (entry: string): boolean => {
    const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === entry);
    const inputs = Object.keys(output?.inputs ?? {});
    return inputs.some(
      (path) =>
        path.startsWith('functions/') &&
        metafile.inputs[path]?.imports.some(({ kind }) => kind === 'dynamic-import'),
    );
  };
  return new Map(
    outputFiles.map((file) => {
      const entry = relative(OUTPUT, file.path).replace(/\.mjs$/, '.ts');
      return [entry, loadsLater(entry) ? bundleInParts(entry) : new Map([[BUNDLE_FILE, file.contents]])];
    }),
  );
}

/**
 * Code asset of one function, named by the hash of its bundle so that an unchanged function is not deployed again.
 * @param entry path of the `*.lambda.ts` file from the project's root
 */
export function functionCode(entry: string): Code {
  return Code.fromAsset(join(PROJECT_ROOT, 'infra'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required by the interface and never pulled: tryBundle either succeeds or throws.
      image: DockerImage.fromRegistry('not-used'),
      // CDK keeps staged assets by source and bundling options; without the entry all functions would share one bundle.
      command: [entry],
      local: {
        tryBundle(outputDir) {
          bundles ??= bundleAll();
          const files = bundles.get(entry);
          if (files === undefined) {
            throw new Error(`There is no function entry ${entry}`);
          }
          mkdirSync(outputDir, { recursive: true });
          for (const [name, contents] of files) writeFileSync(join(outputDir, name), contents);
          return true;
        },
      },
    },
  });
}
