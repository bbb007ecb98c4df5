import { gunzipSync, gzipSync } from 'node:zlib';
import { canonicalJson, type MatterPart, type PlanVersion } from '@xuncha/domain';

/** How a version lies in the table: packed, because it is written once and a plan of 300 findings has half a megabyte. */
interface FrozenVersion {
  readonly number: number;
  readonly hash: string;
  readonly gzip: Uint8Array;
}

/** Four digits sort as text; nobody submits a plan ten thousand times. */
const partId = (number: number): string => `v${String(number).padStart(4, '0')}`;
const PART = /^v(\d{4})$/;

export const versionPart = (version: PlanVersion, hash: string): MatterPart<FrozenVersion> => ({
  id: partId(version.number),
  content: {
    number: version.number,
    hash,
    gzip: new Uint8Array(gzipSync(canonicalJson(version))),
  },
});

export const versionNumbers = (parts: readonly Pick<MatterPart, 'id'>[]): number[] =>
  parts.flatMap(({ id }) => {
    const [, digits] = PART.exec(id) ?? [];
    return digits ? [Number(digits)] : [];
  });

/** A submitted version as it was; undefined where that number was never submitted. */
export const readVersion = (
  parts: readonly MatterPart[],
  number: number,
): { readonly hash: string; readonly version: PlanVersion } | undefined => {
  const part = parts.find(({ id }) => id === partId(number));
  if (!part) return undefined;
  const { hash, gzip } = part.content as FrozenVersion;
  return { hash, version: JSON.parse(gunzipSync(gzip).toString('utf8')) as PlanVersion };
};
