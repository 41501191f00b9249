/**
 * In which order the projects are asked for a job. Each request key gives another order, each order is as likely as any
 * other, and so whichever projects have work share a runner evenly: the idle ones do not hand their turn to a neighbour. The
 * same key gives the same order.
 */
export function fairOrder(names: readonly string[], key: string): readonly string[] {
  return names
    .map((name) => ({ name, at: hash(`${key} ${name}`) }))
    .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

/** FNV-1a, with the last mixing of MurmurHash3 so that each bit of the text moves each bit of the number. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
