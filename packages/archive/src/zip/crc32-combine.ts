/** The reflected CRC-32 polynomial; in this order of bits the highest one is x⁰. */
const POLYNOMIAL = 0xedb88320;

/** Product of two polynomials over GF(2) modulo that of the CRC. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) product ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product;
}

/** x^(8 · 2^k): what 2^k more bytes do to a CRC. 53 of them cover every safe integer. */
const BYTE_POWERS: readonly number[] = (() => {
  // x^8 is the bit 31 − 8.
  const powers = [1 << 23];
  for (let k = 1; k < 53; k++) {
    const last = powers[k - 1] ?? 0;
    powers.push(multiply(last, last));
  }
  return powers;
})();

/** CRC-32 of A‖B from those of A and B and the length of B, without a byte of either: crc(A)·x^(8·|B|) + crc(B). */
export function crc32Combine(first: number, second: number, secondSize: number): number {
  let shifted = first;
  let rest = secondSize;
  for (let k = 0; rest > 0; k++, rest = Math.floor(rest / 2))
    if (rest % 2 === 1) shifted = multiply(BYTE_POWERS[k] ?? 0, shifted);
  return (shifted ^ second) >>> 0;
}
