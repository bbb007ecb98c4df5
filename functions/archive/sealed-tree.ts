import {
  EMPTY_TREE,
  foldLeaves,
  type LoadPages,
  loadPaths,
  SealTreeBroken,
  type TreePage,
  treeKey,
} from '@xuncha/domain';
import { sealPageLoader } from '@xuncha/store';
import type { StepContext } from './archive-step.ts';
import { readSealFile } from './seal-objects.ts';

/** A seal lists at most some 5,000 changed chains, 1 MB: so many at a time stay below 20 MB. */
const AT_ONCE = 16;
const REPLAY = 'seal-replay.json';

/** Heads of all chains as the seals up to one number left them, by tree key. */
interface Replay {
  readonly number: number;
  readonly heads: readonly (readonly [key: string, seq: number, hash: string])[];
}

type Context = Pick<StepContext, 'deps' | 'scope' | 'work' | 'goOn'>;

/**
 * The way from the root of a seal to each chain. The table keeps the tree of the latest seal only, so the tree of an
 * earlier one is made again from what the seals in the vault say changed; its root has to be the signed one.
 * @returns undefined when the step has to end first; the next one goes on from the seals that were read
 */
export const pathsAtSeal = async (
  context: Context,
  seal: { readonly number: number; readonly root: string },
  streams: readonly string[],
): Promise<Map<string, TreePage> | undefined> => {
  const wanted = streams.map(treeKey);
  try {
    return await loadPaths(seal.root, wanted, sealPageLoader(context.deps.table, context.scope));
  } catch (error) {
    if (!(error instanceof SealTreeBroken)) throw error;
  }
  const load = await replayTree(context, seal);
  return load && (await loadPaths(seal.root, wanted, load));
};

const replayTree = async (
  { deps, scope, work, goOn }: Context,
  seal: { readonly number: number; readonly root: string },
): Promise<LoadPages | undefined> => {
  const before = await work.json<Replay>(REPLAY);
  const heads = new Map(before?.heads.map(([key, seq, hash]) => [key, { key, seq, hash }]));
  let number = before?.number ?? 0;
  while (number < seal.number) {
    const numbers = Array.from(
      { length: Math.min(AT_ONCE, seal.number - number) },
      (_, at) => number + at + 1,
    );
    const files = await Promise.all(numbers.map((one) => readSealFile(deps.vault, scope.tenantId, one)));
    for (const { changes } of files)
      for (const { streamId, seq, hash } of changes.heads) {
        const key = treeKey(streamId);
        heads.set(key, { key, seq, hash });
      }
    number += numbers.length;
    // Other bags of the export need the same tree.
    if (number < seal.number && goOn()) continue;
    await work.putJson(REPLAY, {
      number,
      heads: [...heads.values()].map(({ key, seq, hash }) => [key, seq, hash]),
    });
    if (number < seal.number) return undefined;
  }
  const { root, added } = foldLeaves(new Map(), EMPTY_TREE, [...heads.values()]);
  if (root !== seal.root)
    throw new Error(`the seals up to ${seal.number} of ${scope.tenantId} don't lead to its root`);
  return async () => added;
};
