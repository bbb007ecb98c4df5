import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, matchesGlob, relative, sep } from 'node:path';
import { compress, type Encoding, isCompressible, negotiate } from '../apigateway/compression.ts';
import type { SiteSource, WebsiteModel } from '../assembly/model.ts';
import { isObject, type JsonObject } from '../json.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Below this a compressed answer saves nothing: it travels in the same packet. */
const COMPRESS_FROM_BYTES = 1_024;

interface SiteFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly etag: string;
  /** Compressed forms, made when first asked for. */
  readonly encoded: Map<Encoding, Promise<Buffer>>;
}

export interface StaticSiteOptions {
  readonly website: WebsiteModel;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON files some of whose values differ on one machine (sign-in parameters), by path without the leading slash. */
  readonly overrides: ReadonlyMap<string, JsonObject>;
}

function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** `aws s3 sync` leaves out what is excluded, unless it is included again. */
function isDeployed(source: SiteSource, path: string): boolean {
  const matches = (pattern: string): boolean => matchesGlob(path, pattern) || pattern === '*';
  return !source.exclude.some(matches) || source.include.some(matches);
}

function toSiteFile(path: string, body: Buffer, cacheControl: string | undefined): SiteFile {
  return {
    body,
    contentType: CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
    cacheControl: cacheControl ?? 'no-cache',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    encoded: new Map(),
  };
}

function readSource(source: SiteSource, path: string): Buffer {
  const content = readFileSync(join(source.directory, path));
  const markers = Object.entries(source.replacements);
  if (markers.length === 0) return content;
  return Buffer.from(
    markers.reduce((text, [marker, value]) => text.replaceAll(marker, value), content.toString('utf8')),
  );
}

/** All files of the site; a later source replaces a file of the same name, as a later deployment does. */
function collectFiles({ website, overrides }: StaticSiteOptions): Map<string, SiteFile> {
  const files = new Map<string, SiteFile>();
  for (const source of website.sources) {
    if (!statSync(source.directory).isDirectory()) continue;
    for (const path of listFiles(source.directory)) {
      if (!isDeployed(source, path)) continue;
      const key = source.prefix === '' ? path : `${source.prefix}/${path}`;
      files.set(key, toSiteFile(path, readSource(source, path), source.cacheControl));
    }
  }
  for (const [path, values] of overrides) {
    const deployed: unknown = JSON.parse(files.get(path)?.body.toString('utf8') ?? '{}');
    const merged = JSON.stringify({ ...(isObject(deployed) ? deployed : {}), ...values });
    files.set(path, toSiteFile(path, Buffer.from(merged), 'no-cache'));
  }
  return files;
}

/**
 * The web app as the distribution serves it: the deployed files from memory (a few megabytes), a path without a
 * file extension is a page of the app, compressed where the browser takes it.
 */
export class StaticSite {
  readonly #files: ReadonlyMap<string, SiteFile>;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: StaticSiteOptions) {
    this.#files = collectFiles(options);
    this.#headers = options.headers;
  }

  /** False when the web app was not built before the assembly was made. */
  get hasPages(): boolean {
    return this.#files.has('index.html');
  }

  async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (message.method !== 'GET' && message.method !== 'HEAD') {
      this.#end(response, 405, { allow: 'GET, HEAD' }, 'Method Not Allowed');
      return;
    }
    const file = this.#find(message.url ?? '/');
    if (!file) {
      this.#end(response, 404, { 'content-type': 'text/plain; charset=utf-8' }, '没有找到 Not Found');
      return;
    }
    const headers = {
      'content-type': file.contentType,
      'cache-control': file.cacheControl,
      etag: file.etag,
      vary: 'accept-encoding',
    };
    if (message.headers['if-none-match']?.includes(file.etag)) {
      this.#end(response, 304, headers);
      return;
    }
    const encoding = this.#encodingFor(file, message.headers['accept-encoding']);
    const body = encoding ? await encodedBody(file, encoding) : file.body;
    this.#end(
      response,
      200,
      {
        ...headers,
        'content-length': String(body.length),
        ...(encoding ? { 'content-encoding': encoding } : {}),
      },
      message.method === 'HEAD' ? undefined : body,
    );
  }

  #find(url: string): SiteFile | undefined {
    const path = decodePath(url.split('?')[0] ?? '/').replace(/^\/+/, '');
    const name = path.split('/').at(-1) ?? '';
    return this.#files.get(name.includes('.') ? path : 'index.html');
  }

  #encodingFor(file: SiteFile, acceptEncoding: string | string[] | undefined): Encoding | undefined {
    if (file.body.length < COMPRESS_FROM_BYTES || !isCompressible(file.contentType)) return undefined;
    return negotiate(String(acceptEncoding ?? ''), ['br', 'gzip']);
  }

  #end(
    response: ServerResponse,
    status: number,
    headers: Record<string, string>,
    body?: Buffer | string,
  ): void {
    response.writeHead(status, { ...this.#headers, ...headers });
    response.end(body);
  }
}

/** Whoever asks first does not wait for the smallest form; the others get it, as from a distribution that has it at hand. */
async function encodedBody(file: SiteFile, encoding: Encoding): Promise<Buffer> {
  const known = file.encoded.get(encoding);
  if (known) return await known;
  const quick = compress(file.body, encoding);
  file.encoded.set(encoding, quick);
  const body = await quick;
  if (encoding === 'br')
    void compress(file.body, encoding, 'small').then((small) => {
      file.encoded.set(encoding, Promise.resolve(small));
    });
  return body;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
