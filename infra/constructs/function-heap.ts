/** MB of heap for what lives in the functions that gather, pack and compose archives. */
export const ARCHIVE_HEAP = 112;

/** MB of each half of the young heap: buffers that were read are given back before many have piled up. */
const YOUNG_HEAP = 4;

/** Options of Node for a heap of so many MB; the archive bench runs with the same. */
export const heapOptions = (heap: number): readonly string[] => [
  `--max-old-space-size=${heap}`,
  `--max-semi-space-size=${YOUNG_HEAP}`,
];
