const MIB = 1024 * 1024;

/** What S3 allows in a multipart upload, and how large we make parts within that. */
export const PART_RULES = {
  /** Every part but the last has at least this; ranges can be copied only from objects larger than it. */
  smallestPart: 5 * MIB,
  largestPart: 5 * 1024 * MIB,
  parts: 10_000,
  /** A range copied at once: 512 MiB take S3 some seconds, so a step that runs out of time loses little. */
  copyRange: 512 * MIB,
  /** An uploaded part is closed once it has this much: two in flight hold memory at some 40 MB. */
  uploadedPart: 8 * MIB,
} as const;
