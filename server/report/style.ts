/** The report's own style: system fonts, both colour schemes, print. No foreign text goes in. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --panel: #fff; --line: #e3e3e0; --text: #1d1d1f; --soft: #6a6a70;
  --grey: #c9c9cc; --blue: #3574c4; --orange: #b45f06; --red: #c3291c; --violet: #7a4bb0;
  --checker: #efefed;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #18181a; --panel: #202023; --line: #35353a; --text: #e6e6e8; --soft: #9a9aa2;
    --grey: #505056; --blue: #5b9be6; --orange: #e8973a; --red: #f2695c; --violet: #b592e6;
    --checker: #29292d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 1280px; padding: 28px 24px 64px;
  background: var(--page); color: var(--text);
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
h1 { margin: 0 0 4px; font-size: 22px; font-weight: 600; overflow-wrap: anywhere; }
h2 { margin: 36px 0 12px; font-size: 16px; font-weight: 600; }
h2 small, .soft { color: var(--soft); font-weight: 400; font-size: 13px; }
p { margin: 0 0 6px; max-width: 76ch; }
a { color: inherit; text-decoration-color: var(--grey); text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
code, .path { font: 12px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.counts { display: flex; flex-wrap: wrap; gap: 8px; margin: 16px 0; padding: 0; list-style: none; }
.counts li {
  display: flex; align-items: baseline; gap: 7px; padding: 6px 12px;
  background: var(--panel); border: 1px solid var(--line); border-radius: 6px;
}
.counts b { font-size: 17px; font-weight: 600; font-variant-numeric: tabular-nums; }
.very-unusual .mark, .counts .very-unusual span { color: var(--red); }
.unusual .mark, .counts .unusual span { color: var(--orange); }
.ordinary .mark, .counts .ordinary span { color: var(--soft); }
.counts .unreadable span { color: var(--violet); }
.panel {
  padding: 16px 18px; background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
}
.histogram { display: block; width: 100%; height: auto; max-height: 260px; }
.panel + .soft { margin-top: 8px; }
.histogram text { fill: var(--soft); font-size: 12px; }
.histogram .calibration { fill: var(--grey); }
.histogram .ordinary { fill: var(--blue); }
.histogram .flagged { fill: var(--orange); }
.histogram .axis { stroke: var(--line); fill: none; }
.histogram .threshold { stroke: var(--text); stroke-width: 1.2; stroke-dasharray: 3 2; fill: none; }
.legend {
  display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0 0; color: var(--soft);
  font-size: 12px;
}
.legend i {
  display: inline-block; width: 10px; height: 10px; margin-right: 6px; border-radius: 2px;
}
.cards {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 560px), 1fr));
  gap: 12px;
}
.card {
  display: grid; grid-template-columns: 160px minmax(0, 1fr); gap: 16px; padding: 14px;
  background: var(--panel); border: 1px solid var(--line); border-radius: 8px; break-inside: avoid;
}
.frame { position: relative; }
.picture {
  display: block; width: 160px; height: 160px; object-fit: contain; border-radius: 4px;
  background: repeating-conic-gradient(var(--checker) 0 25%, transparent 0 50%) 0 0 / 16px 16px;
}
.none {
  display: grid; place-items: center; color: var(--soft); font-size: 12px;
  background: var(--checker);
}
.mark {
  position: absolute; top: 6px; right: 6px; width: 22px; height: 22px; border-radius: 50%;
  display: grid; place-items: center; font-weight: 700; background: var(--panel);
  border: 1px solid var(--line);
}
.sentence { margin-bottom: 2px; overflow-wrap: anywhere; }
.very-unusual strong { color: var(--red); }
.unusual strong { color: var(--orange); }
.path { margin-bottom: 8px; color: var(--soft); overflow-wrap: anywhere; unicode-bidi: plaintext; }
dl { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0 0 10px; font-size: 12px; }
dl div { display: flex; gap: 5px; }
dt { color: var(--soft); }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.neighbours { margin-top: 8px; }
.neighbours h4 { margin: 0 0 3px; color: var(--soft); font-size: 11px; font-weight: 400; }
.neighbours > div { display: flex; gap: 6px; }
figure { margin: 0; width: 64px; }
figure img, figure .none {
  display: block; width: 64px; height: 48px; object-fit: cover; border-radius: 3px;
}
figcaption {
  margin-top: 1px; color: var(--soft); font-size: 10px; line-height: 1.25;
  font-variant-numeric: tabular-nums;
}
figcaption span { display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
td, th {
  padding: 5px 12px 5px 0; border-top: 1px solid var(--line); text-align: left;
  vertical-align: top; overflow-wrap: anywhere;
}
tr:first-child > * { border-top: 0; }
th { width: 30%; color: var(--soft); font-weight: 400; }
details summary { cursor: pointer; }
.facts dl {
  display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; font-size: 13px;
  margin: 0;
}
.facts dl div { display: contents; }
footer { margin-top: 40px; color: var(--soft); font-size: 12px; }
@media (max-width: 560px) {
  body { padding: 18px 14px 40px; }
  .card { grid-template-columns: 1fr; }
}
@media print { body { max-width: none; } .card { border-color: #ccc; } }
`;
