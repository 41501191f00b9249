/**
 * A short name for a content: 16 hexadecimal digits of two FNV-1a sums. It tells versions apart in a log; it guards
 * nothing, so it need not be a cryptographic digest (which the core has no access to).
 */
export function fingerprint(parts: readonly string[]): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (const part of [...parts].sort()) {
    for (let i = 0; i <= part.length; i++) {
      const unit = i < part.length ? part.charCodeAt(i) : 0x10000;
      a = Math.imul(a ^ unit, 0x01000193);
      b = Math.imul(b ^ (unit + i), 0x01000193);
    }
  }
  const hex = (sum: number) => (sum >>> 0).toString(16).padStart(8, "0");
  return hex(a) + hex(b);
}
