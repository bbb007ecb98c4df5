/** Transactions in flight at once: more would throttle the tenant's own partitions instead of being faster. */
export const LANES = 4;

/** Works a list off in order, at most `lanes` at a time. The first failure ends it, after those under way. */
export const inLanes = async <T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failed = ended.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
};

/** Consecutive items together while their sizes fit into the limit. */
export const packed = <T>(items: readonly T[], limit: number, sizeOf: (item: T) => number): T[][] => {
  const packs: T[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item);
    const last = packs.at(-1);
    if (last && size <= room) last.push(item);
    else packs.push([item]);
    room = (last && size <= room ? room : limit) - size;
  }
  return packs;
};
