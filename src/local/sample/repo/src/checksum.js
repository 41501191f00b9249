/** The sum of all bytes as a gauge sends it: 16 bits wide, the carry is lost. */
export function checksum(bytes) {
  let sum = 0;
  for (const byte of bytes) {
    sum = (sum + byte) & 0xff;
  }
  return sum;
}

export function verify(bytes, expected) {
  return checksum(bytes) === expected;
}
