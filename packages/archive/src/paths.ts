import { createHash } from 'node:crypto';
import { ArchiveError } from './archive-error.ts';

/**
 * Longest name of one file or folder, in UTF-16 units (Windows counts these). 120 units are at most 360 UTF-8 bytes,
 * so the byte limit below is the one that bites for Chinese.
 */
const MAX_SEGMENT_UNITS = 120;
/** Longest name in UTF-8 bytes: Linux allows 255; 24 are left for ` (65535)` and a download manager's suffix. */
const MAX_SEGMENT_BYTES = 231;
/**
 * Longest path in the archive, bag folder included. Windows Explorer unpacks up to 259 units; this leaves 39 for
 * something like `C:\Users\zhangsan\Downloads\`.
 */
export const MAX_PATH_UNITS = 220;

// Control characters (also C1), those Windows forbids, line and paragraph separators.
const FORBIDDEN = /[\p{Cc}<>:"|?*\\/\u2028\u2029]/gu;
// Zero-width and bidirectional marks: invisible, and able to make `exe.pdf` read as `fdp.exe`.
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]/gu;
// Device names Windows reserves in every folder, with any extension.
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\s*(\.|$))/iu;

/**
 * Makes one file or folder name safe on Windows and Linux: Chinese stays, forbidden characters become `_`, no
 * leading or trailing blanks or trailing dots (so never `.` or `..`), no reserved device name, bounded length with
 * the extension kept. Applying it twice changes nothing more.
 */
export function safeSegment(raw: string, maxUnits = MAX_SEGMENT_UNITS): string {
  const cleaned = raw
    .toWellFormed()
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(FORBIDDEN, '_')
    .replace(/\s/gu, ' ');
  const trimmed = trimEdges(cleaned) || '未命名';
  const named = trimmed.replace(RESERVED, '_$1');
  return fitName(named, '', maxUnits);
}

/** Makes a relative path safe, segment by segment; empty segments (also a leading `/`) disappear. */
export function safePath(raw: string): string {
  return raw
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => safeSegment(segment))
    .join('/');
}

function trimEdges(name: string): string {
  return name.replace(/^ +/u, '').replace(/[. ]+$/u, '');
}

/** Shortens the stem, never the extension, until `stem + mark + extension` fits; `~` shows that something was cut. */
function fitName(name: string, mark: string, maxUnits: number): string {
  const { stem, extension } = splitExtension(name);
  if (fits(`${stem}${mark}${extension}`, maxUnits)) return `${stem}${mark}${extension}`;
  const points = Array.from(stem);
  while (points.length > 1) {
    points.pop();
    const shortened = `${trimEdges(points.join(''))}~${mark}${extension}`;
    if (fits(shortened, maxUnits)) return shortened;
  }
  throw new ArchiveError('bad_path', name, `文件名过长，无法缩短：${name}`);
}

function fits(name: string, maxUnits: number): boolean {
  return name.length <= maxUnits && Buffer.byteLength(name, 'utf8') <= MAX_SEGMENT_BYTES;
}

/** Extensions over 12 characters are taken for part of the name (a sentence with a full stop). */
function splitExtension(name: string): { readonly stem: string; readonly extension: string } {
  const match = /^(.+?)(\.[^. ]{1,12})$/su.exec(name);
  return match?.[1] && match[2] ? { stem: match[1], extension: match[2] } : { stem: name, extension: '' };
}

/**
 * Hands out safe paths that are distinct on every file system: names that differ only in case or Unicode form get
 * ` (2)`, ` (3)` …, and so does a file with the name of a folder or the other way round. The same requests in the
 * same order give the same paths.
 */
export class PathAllocator {
  readonly #prefixUnits: number;
  readonly #files = new Set<string>();
  readonly #folders = new Map<string, string>();
  readonly #counters = new Map<string, number>();

  /** @param prefixUnits length of what stands before each path in the archive, such as the bag folder and `/`. */
  constructor(prefixUnits = 0) {
    this.#prefixUnits = prefixUnits;
  }

  allocate(raw: string): string {
    const segments = safePath(raw).split('/');
    const fileName = segments.pop();
    if (!fileName) throw new ArchiveError('bad_path', raw, `路径为空：${JSON.stringify(raw)}`);
    let folder = '';
    for (const segment of segments) folder = this.#folder(folder, segment);
    return this.#file(folder, fileName, raw);
  }

  #folder(parent: string, name: string): string {
    const wanted = parent + name;
    for (let number = 1; ; number++) {
      const path = parent + (number === 1 ? name : fitName(name, ` (${number})`, MAX_SEGMENT_UNITS));
      const key = collisionKey(path);
      const existing = this.#folders.get(key);
      if (existing !== undefined) return existing;
      if (this.#files.has(key)) continue;
      if (path.length > MAX_PATH_UNITS) throw new ArchiveError('bad_path', wanted, `路径过长：${wanted}`);
      this.#folders.set(key, `${path}/`);
      return `${path}/`;
    }
  }

  #file(folder: string, name: string, raw: string): string {
    const room = Math.min(MAX_SEGMENT_UNITS, MAX_PATH_UNITS - this.#prefixUnits - folder.length);
    if (room < 16) throw new ArchiveError('bad_path', raw, `路径过长：${raw}`);
    const counterKey = collisionKey(folder + name);
    for (let number = this.#counters.get(counterKey) ?? 1; ; number++) {
      const path = folder + fitName(name, number === 1 ? '' : ` (${number})`, room);
      const key = collisionKey(path);
      if (this.#files.has(key) || this.#folders.has(key)) continue;
      this.#files.add(key);
      if (number > 1) this.#counters.set(counterKey, number + 1);
      return path;
    }
  }
}

/**
 * Equal for names that NTFS or APFS would take for one. A 16-byte digest instead of the name, because an archive may
 * hold 100,000 long Chinese paths.
 */
function collisionKey(path: string): string {
  const folded = path.normalize('NFC').toUpperCase().toLowerCase();
  return createHash('sha256').update(folded).digest('binary').slice(0, 16);
}
