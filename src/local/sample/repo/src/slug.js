/** A name as part of a file name: lower case, letters and digits, single dashes between words. */
export function slug(name) {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  if (plain === "") {
    throw new Error(`"${name}" has no letter or digit to make a file name of`);
  }
  return plain;
}
