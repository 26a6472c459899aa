// The styles of both elements. Light or dark: as the `color-scheme` says that they inherit.
export const colours: string = `
:host {
  --paper: light-dark(#ffffff, #191b1f);
  --line: light-dark(#e0e0da, #30343c);
  --strong: light-dark(#7b808a, #7f8592);
  --ink: light-dark(#1b1d22, #e9eaee);
  --soft: light-dark(#565b66, #a8aeba);
  --accent: light-dark(#5848e0, #a49aff);
  --sent: light-dark(#7f8999, #79839a);
  --waits: light-dark(#b97a10, #d9a548);
  --replayed: light-dark(#0d8a72, #35b899);
  --good: light-dark(#0b7461, #4fcaac);
  --bad: light-dark(#c2303a, #ff8087);
  color: var(--ink);
  font: 13px / 1.45 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif;
  text-align: start;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button {
  min-height: 26px;
  padding: 2px 9px;
  border: 1px solid var(--strong);
  border-radius: 6px;
  background: var(--paper);
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button:hover:enabled { border-color: var(--accent); }
button[aria-pressed="true"] { border-color: var(--accent); background: var(--accent); color: var(--paper); }
button:disabled { opacity: 0.5; cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
`

export const timelineStyles: string = `${colours}
:host { display: block; }
:host([hidden]) { display: none; }
.timeline { display: flex; flex-direction: column; gap: 6px; height: 100%; min-height: 0; }
.tools, .legend { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 6px; }
.legend { gap: 2px 14px; margin: 0; padding: 0; color: var(--soft); font-size: 12px; list-style: none; }
.legend li { display: flex; align-items: center; gap: 6px; }
.legend i { width: 18px; height: 8px; border-radius: 3px; }
.legend .tick { width: 3px; height: 12px; border-radius: 2px; background: var(--bad); }
.empty { margin: 0; padding: 18px 0; color: var(--soft); }
.chart { --label: 132px; --outcome: 104px; position: relative; flex: 0 1 auto; min-height: 0; display: flex; flex-direction: column; }
.axis { position: relative; flex: none; height: 18px; margin: 0 var(--outcome) 0 var(--label); overflow: hidden; }
.axis span {
  position: absolute;
  height: 100%;
  padding-left: 4px;
  border-left: 1px solid var(--line);
  color: var(--soft);
  font-size: 11px;
  line-height: 16px;
  white-space: nowrap;
}
.scroll { position: relative; flex: 0 1 auto; min-height: 48px; max-height: var(--timeline-height, 320px); overflow: hidden auto; scrollbar-gutter: stable; scrollbar-width: thin; }
.inner { position: relative; }
.bands { position: absolute; inset: 0 var(--outcome) 0 var(--label); overflow: hidden; pointer-events: none; }
.bands i {
  position: absolute;
  min-width: 2px;
  border-inline: 1px solid color-mix(in srgb, var(--accent) 55%, transparent);
  background: color-mix(in srgb, var(--accent) 14%, transparent);
}
.row {
  position: absolute;
  display: grid;
  grid-template-columns: var(--label) minmax(0, 1fr) var(--outcome);
  align-items: center;
  width: 100%;
  height: 24px;
  font-variant-numeric: tabular-nums;
}
.row:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); }
.label, .outcome { padding: 0 6px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.label { padding-left: 0; color: var(--soft); }
.outcome { font-weight: 550; color: var(--soft); }
[data-good="true"] > .outcome, td[data-good="true"] { color: var(--good); }
[data-good="false"] > .outcome, td[data-good="false"] { color: var(--bad); }
.row[data-kind="tab"] .label { grid-column: 1 / -1; color: var(--ink); font-weight: 650; }
.row[data-kind="refreshes"] .label { color: var(--accent); font-weight: 600; }
.track { position: relative; height: 24px; overflow: clip; }
.bar { position: absolute; top: 6px; min-width: 3px; height: 12px; border-radius: 3px; forced-color-adjust: none; }
.bar:focus-visible { z-index: 2; outline-offset: 2px; }
.legend i { forced-color-adjust: none; }
.sent { background: var(--sent); }
.replayed { background: var(--replayed); }
.waits { background: repeating-linear-gradient(115deg, var(--waits) 0 3px, color-mix(in srgb, var(--waits) 30%, transparent) 3px 7px); }
.refresh { background: var(--accent); }
.bar.refresh[data-good="false"] { background: var(--bad); }
.bar.mark { width: 8px !important; height: 8px; top: 8px; margin-left: -4px; border-radius: 1px; background: var(--ink); rotate: 45deg; }
.bar.mark[data-good="false"] { background: var(--bad); }
.bar.mark[data-good="true"] { background: var(--good); }
.bar[data-refused="true"]::after { position: absolute; z-index: 1; inset: -4px -2px -4px auto; width: 3px; border-radius: 2px; background: var(--bad); content: ""; }
.why { min-height: 2.9em; margin: 0; color: var(--soft); }
.why b { color: var(--ink); font-weight: 600; }
.table-scroll { max-height: calc(var(--timeline-height, 320px) + 18px); overflow: auto; }
.table { min-height: 0; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 550; overflow-wrap: anywhere; }
td:last-child { min-width: 220px; }
.pager { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding-top: 6px; color: var(--soft); }
@container (max-width: 520px) {
  .chart { --label: 84px; --outcome: 64px; }
  .row { font-size: 12px; }
  .why { min-height: 4.35em; }
}
.timeline { container-type: inline-size; }
`
