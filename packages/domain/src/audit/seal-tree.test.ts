import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from './canonical-json.ts';
import type { TreeLeaf, TreePage } from './seal-tree.ts';
import {
  decodePage,
  EMPTY_TREE,
  encodePage,
  foldLeaves,
  leafOf,
  loadPaths,
  pathTo,
  SealTreeBroken,
  treeKey,
} from './seal-tree.ts';
import { provedHead } from './verify-seals.ts';

const leaf = (name: number | string, seq = 1): TreeLeaf => ({
  key: treeKey(`finding/${name}`),
  seq,
  hash: sha256Hex(`${name}@${seq}`),
});

/** A tree whose pages are kept as a store would: only bytes, read on demand and counted. */
class StoredTree {
  readonly pages = new Map<string, Uint8Array>();
  root: string = EMPTY_TREE;
  chains = 0;
  read = 0;
  written = 0;

  readonly load = async (hashes: readonly string[]) => {
    this.read += hashes.length;
    return new Map(hashes.flatMap((hash) => [[hash, this.pages.get(hash) ?? new Uint8Array()] as const]));
  };

  async put(leaves: readonly TreeLeaf[]): Promise<void> {
    const loaded = await loadPaths(
      this.root,
      leaves.map(({ key }) => key),
      this.load,
    );
    const folded = foldLeaves(loaded, this.root, leaves);
    for (const [hash, bytes] of folded.added) this.pages.set(hash, bytes);
    for (const hash of folded.dropped) this.pages.delete(hash);
    this.written += folded.added.size;
    this.root = folded.root;
    this.chains += folded.grown;
  }

  async get(key: string): Promise<TreeLeaf | undefined> {
    return leafOf(await loadPaths(this.root, [key], this.load), this.root, key);
  }
}

const many = (count: number): TreeLeaf[] => Array.from({ length: count }, (_, at) => leaf(at));

describe('the tree of chain heads', () => {
  it('has one root per set of heads, whatever order and portions they came in', async () => {
    await fc.assert(
      fc.asyncProperty(
        // At its own small size the array would hold ten heads: one page, never a branch.
        fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 5 })), {
          minLength: 1,
          maxLength: 200,
          size: 'max',
        }),
        fc.integer({ min: 1, max: 60 }),
        async (changes, portion) => {
          const tree = new StoredTree();
          for (let start = 0; start < changes.length; start += portion)
            await tree.put(changes.slice(start, start + portion).map(([name, seq]) => leaf(name, seq)));
          const last = new Map(changes.map(([name, seq]) => [name, leaf(name, seq)]));
          const atOnce = new StoredTree();
          await atOnce.put([...last.values()].reverse());
          expect(tree.root).toBe(atOnce.root);
          expect(tree.chains).toBe(last.size);
          expect([...tree.pages.keys()].sort()).toEqual([...atOnce.pages.keys()].sort());
          for (const expected of last.values()) expect(await tree.get(expected.key)).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('costs in proportion to what changed, not to the size of the tenant', async () => {
    const tree = new StoredTree();
    await tree.put(many(20_000));
    tree.read = 0;
    tree.written = 0;
    await tree.put([leaf(7, 2), leaf(4711, 9)]);
    // log16(20,000 / 12) ≈ 2.7: three branches and a page of leaves per head, the root shared.
    expect(tree.read).toBeLessThanOrEqual(9);
    expect(tree.written).toBeLessThanOrEqual(9);
    expect([...tree.pages.values()].every((bytes) => bytes.length < 900)).toBe(true);
  });

  it('refuses a page that was altered or lost', async () => {
    const tree = new StoredTree();
    await tree.put(many(100));
    const path = pathTo(await loadPaths(tree.root, [leaf(5).key], tree.load), tree.root, leaf(5).key);
    const [, last] = path;
    if (last?.kind !== 'leaves') throw new Error('no page of leaves');
    const forged: TreePage = { ...last, leaves: last.leaves.map((one) => ({ ...one, seq: one.seq + 1 })) };
    const [hash] = [...tree.pages].find(([, bytes]) => bytes.join() === encodePage(last).join()) ?? [''];
    tree.pages.set(hash, encodePage(forged));
    await expect(tree.get(leaf(5).key)).rejects.toThrow('missing or altered');
    tree.pages.delete(hash);
    await expect(tree.get(leaf(5).key)).rejects.toThrow('missing or altered');
  });

  it('proves a head, and the absence of one, with nothing but the pages on the way', async () => {
    const tree = new StoredTree();
    await tree.put(many(500));
    const proofOf = async (name: string) => {
      const loaded = await loadPaths(tree.root, [treeKey(name)], tree.load);
      return pathTo(loaded, tree.root, treeKey(name)).map(encodePage);
    };
    const proof = await proofOf('finding/42');
    expect(provedHead(tree.root, 'finding/42', proof)).toEqual({
      streamId: 'finding/42',
      seq: 1,
      hash: leaf(42).hash,
    });
    expect(provedHead(tree.root, 'finding/none', await proofOf('finding/none'))).toBeUndefined();
    expect(() => provedHead(leaf(1).hash, 'finding/42', proof)).toThrow();
    expect(() => provedHead(tree.root, 'finding/42', proof.slice(1))).toThrow();
    const shortened = proof.slice(0, -1);
    expect(() => provedHead(tree.root, 'finding/42', shortened)).toThrow();
  });

  it.each([
    ['nothing', 0, 0],
    ['an unknown tag', 2, 70],
    ['a piece of a leaf', 0, 71],
    ['a piece of a reference', 1, 33],
    ['fifteen references', 1, 15 * 32],
    ['seventeen references', 1, 17 * 32],
  ])('takes %s for no page, even under its own hash', (_what, tag, length) => {
    const bytes = length === 0 ? new Uint8Array() : new Uint8Array(1 + length).fill(7);
    if (length > 0) bytes[0] = tag;
    expect(() => decodePage(bytesToHex(sha256(bytes)), bytes)).toThrow(SealTreeBroken);
  });

  it('is one page up to twelve heads and several from the thirteenth', async () => {
    for (const [count, pages] of [
      [0, 0],
      [1, 1],
      [12, 1],
    ] as const) {
      const tree = new StoredTree();
      await tree.put(many(count));
      expect([tree.pages.size, tree.root === EMPTY_TREE]).toEqual([pages, count === 0]);
    }
    const tree = new StoredTree();
    await tree.put(many(13));
    expect(tree.pages.size).toBeGreaterThan(2);
    expect(decodePage(tree.root, tree.pages.get(tree.root) ?? new Uint8Array()).kind).toBe('branch');
  });

  it('never folds, proves or looks up past a page it does not have', async () => {
    const tree = new StoredTree();
    await tree.put(many(40));
    const broken = new SealTreeBroken(tree.root);
    expect(broken.name).toBe('SealTreeBroken');
    expect(() => foldLeaves(new Map(), tree.root, [leaf(5, 2)])).toThrow(broken);
    expect(() => pathTo(new Map(), tree.root, leaf(5).key)).toThrow(broken);
    await expect(loadPaths(tree.root, [leaf(5).key], async () => new Map())).rejects.toThrow(broken);
    expect(leafOf(new Map(), EMPTY_TREE, leaf(5).key)).toBeUndefined();
  });

  it('stays as it is when no head changed', async () => {
    const tree = new StoredTree();
    await tree.put(many(40));
    const loaded = await loadPaths(tree.root, [leaf(5).key], tree.load);
    const none = { root: tree.root, dropped: [], grown: 0 };
    expect(foldLeaves(loaded, tree.root, [])).toEqual({ ...none, added: new Map() });
    expect(foldLeaves(loaded, tree.root, [leaf(5)])).toMatchObject(none);
  });
});
