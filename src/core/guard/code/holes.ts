/** What stands between two marks in a text, such as `${…}`, replaced. By searching: a pattern would try each opening mark against all the rest. */
export function filled(text: string, open: string, close: string, by: (hole: string) => string): string {
  const pieces: string[] = [];
  let at = 0;
  for (;;) {
    const from = text.indexOf(open, at);
    const end = from < 0 ? -1 : text.indexOf(close, from + open.length);
    if (end < 0) return pieces.join("") + text.slice(at);
    pieces.push(text.slice(at, from), by(text.slice(from, end + close.length)));
    at = end + close.length;
  }
}
