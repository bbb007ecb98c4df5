/** Marks at the beginning of a text that say how it is written. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * The words of a text file, however it was saved: as UTF-8, with a mark as UTF-16 (Notepad's "Unicode"), else as Chinese
 * Windows saves texts and tables (GB 18030, of which GBK and GB 2312 are parts).
 */
export const textOf = (bytes: Uint8Array): string => {
  const marked = MARKS.find(([mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (marked) return new TextDecoder(marked[1]).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
};
