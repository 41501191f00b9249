/** A word of a command that a person copies: in quotes where a shell would take it apart, as a folder with a space in its name. */
export const shellWord = (text: string): string =>
  /^[\p{L}\p{N}_./,=@%+:-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
