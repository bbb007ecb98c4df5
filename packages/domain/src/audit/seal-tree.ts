import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { sha256Hex } from './canonical-json.ts';

/** Head of one chain as the tree holds it. The key hides which chain it is: a proof shows neighbours too. */
export interface TreeLeaf {
  /** SHA-256 (hex) of the stream's id. */
  readonly key: string;
  readonly seq: number;
  readonly hash: string;
}

/**
 * One page of the tree of all chain heads of a tenant: up to twelve leaves, or sixteen references by the next hex
 * digit of the key (empty text: nothing below). A page is named by the SHA-256 of its bytes, so a tree can't be
 * changed without its root changing, and two states share every page that is the same in both.
 */
export type TreePage =
  | { readonly kind: 'leaves'; readonly leaves: readonly TreeLeaf[] }
  | { readonly kind: 'branch'; readonly children: readonly string[] };

/** Pages by their hash. */
export type TreePages = ReadonlyMap<string, TreePage>;

/** Fetches the bytes of pages by their hashes. */
export type LoadPages = (hashes: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;

/** A page is missing or is not what its hash says. */
export class SealTreeBroken extends Error {
  readonly page: string;
  constructor(page: string) {
    super(`page ${page} of the seal tree is missing or altered`);
    this.name = 'SealTreeBroken';
    this.page = page;
  }
}

/** Root of a tree that holds nothing. */
export const EMPTY_TREE = '';

/** 70 bytes each: a full page stays below 1 KB, one write unit. */
const LEAVES_PER_PAGE = 12;
const LEAF_BYTES = 70;
const FAN_OUT = 16;
const HASH_BYTES = 32;
const [LEAVES_TAG, BRANCH_TAG] = [0, 1];

export const treeKey = (streamId: string): string => sha256Hex(streamId);

/** Bytes of a page: a tag, then `key ‖ seq (6 bytes, big endian) ‖ hash` per leaf by key, or 16 hashes (zeros: none). */
export function encodePage(page: TreePage): Uint8Array {
  if (page.kind === 'branch') {
    const hashes = page.children.map((hash) => (hash ? hexToBytes(hash) : new Uint8Array(HASH_BYTES)));
    return concatBytes(new Uint8Array([BRANCH_TAG]), ...hashes);
  }
  const leaves = page.leaves.map(({ key, seq, hash }) =>
    concatBytes(hexToBytes(key), hexToBytes(seq.toString(16).padStart(12, '0')), hexToBytes(hash)),
  );
  return concatBytes(new Uint8Array([LEAVES_TAG]), ...leaves);
}

/** @throws SealTreeBroken when the bytes are not the page that the hash names. */
export function decodePage(hash: string, bytes: Uint8Array): TreePage {
  const content = bytes.subarray(1);
  const size = bytes[0] === BRANCH_TAG ? HASH_BYTES : LEAF_BYTES;
  const wellFormed = (bytes[0] === BRANCH_TAG || bytes[0] === LEAVES_TAG) && content.length % size === 0;
  if (!wellFormed || bytesToHex(sha256(bytes)) !== hash) throw new SealTreeBroken(hash);
  const parts = Array.from({ length: content.length / size }, (_, at) =>
    content.subarray(at * size, (at + 1) * size),
  );
  if (bytes[0] === BRANCH_TAG) {
    if (parts.length !== FAN_OUT) throw new SealTreeBroken(hash);
    return { kind: 'branch', children: parts.map((part) => (part.some(Boolean) ? bytesToHex(part) : '')) };
  }
  return {
    kind: 'leaves',
    leaves: parts.map((part) => ({
      key: bytesToHex(part.subarray(0, 32)),
      seq: Number.parseInt(bytesToHex(part.subarray(32, 38)), 16),
      hash: bytesToHex(part.subarray(38)),
    })),
  };
}

const digitAt = (key: string, depth: number): number => Number.parseInt(key.charAt(depth), 16);

/** Reads the pages between the root and the keys, level by level, each checked against its hash. */
export async function loadPaths(
  root: string,
  wanted: readonly string[],
  load: LoadPages,
): Promise<Map<string, TreePage>> {
  const pages = new Map<string, TreePage>();
  let level = new Map<string, readonly string[]>(root ? [[root, [...new Set(wanted)]]] : []);
  for (let depth = 0; level.size > 0; depth += 1) {
    const bytes = await load([...level.keys()]);
    const next = new Map<string, string[]>();
    for (const [hash, keys] of level) {
      const found = bytes.get(hash);
      if (!found) throw new SealTreeBroken(hash);
      const page = decodePage(hash, found);
      pages.set(hash, page);
      if (page.kind === 'leaves') continue;
      for (const key of keys) {
        const child = page.children[digitAt(key, depth)];
        if (child) next.set(child, [...(next.get(child) ?? []), key]);
      }
    }
    level = next;
  }
  return pages;
}

/** The pages from the root down to the one that holds the key or would hold it: the proof of either. */
export function pathTo(pages: TreePages, root: string, key: string): readonly TreePage[] {
  const path: TreePage[] = [];
  for (let hash: string | undefined = root, depth = 0; hash; depth += 1) {
    const page = pages.get(hash);
    if (!page) throw new SealTreeBroken(hash);
    path.push(page);
    hash = page.kind === 'branch' ? page.children[digitAt(key, depth)] : undefined;
  }
  return path;
}

export function leafOf(pages: TreePages, root: string, key: string): TreeLeaf | undefined {
  const last = pathTo(pages, root, key).at(-1);
  return last?.kind === 'leaves' ? last.leaves.find((leaf) => leaf.key === key) : undefined;
}

/** A new state of the tree: what to keep beside the pages that stay, and what no longer belongs to it. */
export interface FoldedTree {
  readonly root: string;
  readonly added: ReadonlyMap<string, Uint8Array>;
  readonly dropped: readonly string[];
  /** How many leaves are new. */
  readonly grown: number;
}

/**
 * Puts leaves into the tree. Which pages there are depends on the leaves alone, not on the order they came in: a
 * subtree is a branch exactly when it holds more than a page of leaves. Only pages on the way to a leaf are touched.
 * @param pages what `loadPaths` read for the keys of the leaves
 */
export function foldLeaves(pages: TreePages, root: string, leaves: readonly TreeLeaf[]): FoldedTree {
  const added = new Map<string, Uint8Array>();
  const dropped: string[] = [];
  let grown = 0;

  const keep = (page: TreePage): string => {
    const bytes = encodePage(page);
    const hash = bytesToHex(sha256(bytes));
    added.set(hash, bytes);
    return hash;
  };
  const build = (all: readonly TreeLeaf[], depth: number): string => {
    if (all.length === 0) return '';
    if (all.length <= LEAVES_PER_PAGE)
      return keep({ kind: 'leaves', leaves: all.toSorted((a, b) => (a.key < b.key ? -1 : 1)) });
    const groups = byDigit(all, depth);
    return keep({ kind: 'branch', children: groups.map((group) => build(group, depth + 1)) });
  };
  const fold = (hash: string, fresh: readonly TreeLeaf[], depth: number): string => {
    if (fresh.length === 0) return hash;
    if (!hash) {
      grown += fresh.length;
      return build(fresh, depth);
    }
    const page = pages.get(hash);
    if (!page) throw new SealTreeBroken(hash);
    dropped.push(hash);
    if (page.kind === 'branch') {
      const groups = byDigit(fresh, depth);
      const children = page.children.map((child, digit) => fold(child, groups[digit] ?? [], depth + 1));
      return keep({ kind: 'branch', children });
    }
    const merged = new Map(page.leaves.map((leaf) => [leaf.key, leaf]));
    for (const leaf of fresh) merged.set(leaf.key, leaf);
    grown += merged.size - page.leaves.length;
    return build([...merged.values()], depth);
  };

  const unique = new Map(leaves.map((leaf) => [leaf.key, leaf]));
  const next = fold(root, [...unique.values()], 0);
  return { root: next, added, dropped: dropped.filter((hash) => !added.has(hash)), grown };
}

function byDigit(leaves: readonly TreeLeaf[], depth: number): TreeLeaf[][] {
  const groups: TreeLeaf[][] = Array.from({ length: FAN_OUT }, () => []);
  for (const leaf of leaves) groups[digitAt(leaf.key, depth)]?.push(leaf);
  return groups;
}
