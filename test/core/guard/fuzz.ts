/** Random and mutated command lines from a seed: the same lines for the same seed, so that a failure can be looked at. */

const PIECES = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills it in
  ..."; && || | & ( ) { } $( ${ `  ' \" \\ $ > >> < << <<< <( >( [[ ]] (( )) ! ~ * ? [a] {a,b} {1..9} # \n \t = += \0 \u00e9 \ufdd0 $' %".split(
    " ",
  ),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills it in
  ..."rm -rf / . .. ~ git reset --hard push -f sudo env bash sh -c eval xargs find -exec -delete python3 -e node curl cat echo printf if then else fi for in do done while case esac function f x=1 $x $@ ${x:-y} base64 -d EOF dist /etc /dev/sda kill -9".split(
    " ",
  ),
];

/** A small generator of numbers from 0 to 1 (mulberry32). */
export function chance(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function* fuzzed(count: number, seed: number, known: readonly string[]): Generator<string> {
  const next = chance(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const piece = () => (next() < 0.9 ? pick(PIECES) : String.fromCharCode(Math.floor(next() * 0x3000)));
  for (let n = 0; n < count; n += 1) {
    if (next() < 0.4) {
      yield Array.from({ length: 1 + Math.floor(next() * 30) }, piece).join(next() < 0.7 ? " " : "");
      continue;
    }
    let line = pick(known);
    for (let changes = 1 + Math.floor(next() * 4); changes > 0; changes -= 1) {
      const at = Math.floor(next() * (line.length + 1));
      const to = Math.min(line.length, at + Math.floor(next() * 6));
      const kind = next();
      if (kind < 0.3) line = line.slice(0, at) + piece() + line.slice(at);
      else if (kind < 0.55) line = line.slice(0, at) + line.slice(to);
      else if (kind < 0.75) line = line.slice(0, at) + line.slice(at, to).repeat(3) + line.slice(to);
      else line = line.slice(0, at) + pick(known).slice(0, 40) + line.slice(at);
    }
    yield line;
  }
}
