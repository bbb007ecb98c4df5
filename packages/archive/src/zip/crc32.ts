import * as zlib from 'node:zlib';

// The native function came with Node 20.15 and 22.2; the offline verifier also has to run on an auditor's older Node.
const native: ((data: Uint8Array, value: number) => number) | undefined = zlib.crc32;

/** Continues a CRC-32 (ZIP, ISO 3309) over more bytes; start with 0. */
export function crc32(data: Uint8Array, value = 0): number {
  return native ? native(data, value) : crc32ByTable(data, value);
}

/** CRC-32 in plain JavaScript, byte by byte. */
export function crc32ByTable(data: Uint8Array, value = 0): number {
  let crc = ~value;
  for (const byte of data) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const TABLE = Int32Array.from({ length: 256 }, (_, index) => {
  let entry = index;
  // 0xEDB88320 is the reflected CRC-32 polynomial; one step per bit of the byte.
  for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? (entry >>> 1) ^ 0xedb88320 : entry >>> 1;
  return entry;
});
