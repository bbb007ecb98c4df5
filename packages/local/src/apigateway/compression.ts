import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

export type Encoding = 'br' | 'gzip';

/** Text compresses; pictures, archives and Office files already are. */
export function isCompressible(contentType: string): boolean {
  return /^(text\/|application\/(json|javascript|xml|manifest\+json|problem\+json|wasm)|image\/svg)/.test(
    contentType,
  );
}

/** Best encoding both sides know; quality zero is a refusal. */
export function negotiate(
  acceptEncoding: string | undefined,
  offered: readonly Encoding[],
): Encoding | undefined {
  const accepted = new Set(
    (acceptEncoding ?? '')
      .toLowerCase()
      .split(',')
      .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
      .map((part) => part.split(';')[0]?.trim() ?? ''),
  );
  return offered.find((encoding) => accepted.has(encoding));
}

/** Compresses; brotli at quality 5 costs about what gzip does and saves a sixth more. */
export async function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return await gzipAsync(body, { level: 6 });
  return await brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}
