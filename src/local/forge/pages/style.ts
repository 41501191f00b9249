/** The one style sheet of the pages. Colours follow the reader's light or dark setting. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --bg: #f6f7f9; --card: #ffffff; --ink: #1c2128; --soft: #59636e; --line: #d9dee4; --accent: #0b6e5f;
  --ok: #1a7f37; --bad: #c0342b; --wait: #9a6700; --done: #7d4cdb; --code: #eef1f4;
  --add: #dafbe1; --del: #ffebe9; --hunk: #ddf4ff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #0f1318; --card: #171c23; --ink: #e4e9ef; --soft: #93a0ad; --line: #2b333d; --accent: #4fc3ae;
    --ok: #4ac26b; --bad: #ff7b72; --wait: #d4a72c; --done: #b392f0; --code: #212832;
    --add: #12361f; --del: #47191b; --hunk: #122f45;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
.banner { background: var(--ink); color: var(--bg); font-size: 13px; padding: 5px 16px; text-align: center; }
header, main, footer { max-width: 960px; margin: 0 auto; padding: 0 16px; }
header { padding-top: 20px; }
header h1 { font-size: 20px; margin: 0 0 10px; font-weight: 600; }
nav { display: flex; gap: 4px; flex-wrap: wrap; border-bottom: 1px solid var(--line); }
nav a { padding: 8px 12px; color: var(--soft); border-bottom: 2px solid transparent; margin-bottom: -1px; }
nav a[aria-current] { color: var(--ink); border-color: var(--accent); font-weight: 600; }
main { padding-top: 20px; padding-bottom: 40px; }
h2 { font-size: 22px; margin: 0 0 8px; font-weight: 600; overflow-wrap: anywhere; }
h3 { font-size: 15px; margin: 28px 0 8px; }
.number, .meta, footer { color: var(--soft); }
.meta { font-size: 13px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 12px 0; overflow: hidden; }
.card > .head { padding: 8px 14px; border-bottom: 1px solid var(--line); font-size: 13px; color: var(--soft); }
.card > .text { padding: 10px 14px; }
.rows { list-style: none; margin: 12px 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.rows li { padding: 9px 14px; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.rows li:first-child { border-top: 0; }
.empty { padding: 24px; text-align: center; color: var(--soft); border: 1px dashed var(--line); border-radius: 8px; }
.badge, .label { display: inline-block; border-radius: 20px; padding: 1px 10px; font-size: 12px; font-weight: 600; }
.badge { color: #fff; }
.badge.open, .badge.success, .badge.APPROVED { background: #1a7f37; }
.badge.closed { background: #6e40c9; } .badge.merged { background: #7d4cdb; }
.badge.failure, .badge.error, .badge.REQUEST_CHANGES { background: #c0342b; }
.badge.pending, .badge.COMMENT, .badge.warning, .badge.other { background: #6b7480; }
.text p { margin: 0 0 10px; overflow-wrap: anywhere; }
.text ul, .text ol { margin: 0 0 10px; padding-left: 20px; }
.text li { overflow-wrap: anywhere; }
.text h1, .text h2, .text h3, .text h4 { font-size: 16px; margin: 18px 0 8px; font-weight: 600; }
.text > :first-child { margin-top: 0; }
.text table { border-collapse: collapse; margin: 0 0 10px; }
.text th, .text td { border: 1px solid var(--line); padding: 4px 10px; text-align: left; overflow-wrap: anywhere; }
.text blockquote { margin: 0 0 10px; padding-left: 12px; border-left: 3px solid var(--line); color: var(--soft); }
.text > :last-child { margin-bottom: 0; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
code { background: var(--code); border-radius: 4px; padding: 1px 5px; }
.banner code { background: none; padding: 0; }
pre { background: var(--code); border-radius: 6px; padding: 10px; overflow-x: auto; margin: 8px 0; }
.mention { color: var(--accent); font-weight: 600; }
.diff { margin: 0; border-radius: 0; padding: 0; }
.diff span { display: block; padding: 0 12px; min-height: 1.45em; }
.diff .add { background: var(--add); } .diff .del { background: var(--del); } .diff .hunk { background: var(--hunk); }
.diff .file { font-weight: 600; border-top: 1px solid var(--line); padding-top: 4px; }
form { display: grid; gap: 10px; padding: 14px; }
input, textarea { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 6px; padding: 8px 10px; width: 100%; }
textarea { min-height: 110px; resize: vertical; }
button { justify-self: start; font: inherit; font-weight: 600; color: var(--card); background: var(--accent); border: 0; border-radius: 6px; padding: 8px 16px; cursor: pointer; }
footer { font-size: 13px; padding-bottom: 30px; }
`;
