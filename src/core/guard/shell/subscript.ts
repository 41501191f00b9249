/** Text that the shell evaluates although it was quoted: the subscript in `let 'x[$(rm y)]'`, and in numbers. */

/** The substitutions' subscripts in a text, as lines that run them and nothing else. */
export const subscripts = (text: string): readonly string[] =>
  [...text.matchAll(/\w\[([^\]]*(?:\$\(|`)[^\]]*)/g)].map(([, inner = ""]) => `: ${inner}`);
