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
.chart { --label: 132px; --outcome: 104px; position: relative; flex: 0 1 auto; min-height: 0; display: flex; flex-direction: column; overflow-x: clip; }
.axis { position: relative; flex: none; height: 18px; margin: 0 var(--outcome) 0 var(--label); }
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
.scroll { position: relative; flex: 0 1 auto; min-height: 48px; max-height: var(--timeline-height, 320px); overflow: hidden auto; user-select: none; scrollbar-gutter: stable; scrollbar-width: thin; }
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
  contain: layout style;
  font-variant-numeric: tabular-nums;
}
.row:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); }
.label, .outcome { padding: 0 6px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.label { padding-left: 0; color: var(--soft); }
.outcome { font-weight: 550; color: var(--soft); }
[data-good="true"] > .outcome, td[data-good="true"] { color: var(--good); }
[data-good="false"] > .outcome, td[data-good="false"] { color: var(--bad); }
.row[data-kind="tab"] .label { grid-column: 1 / -1; color: var(--ink); font-weight: 650; }
.row[data-kind="tab"] > :not(.label) { display: none; }
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
.table { display: flex; flex: 0 1 auto; flex-direction: column; min-height: 0; max-height: calc(var(--timeline-height, 320px) + 60px); }
.table-scroll { min-height: 0; overflow: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap; }
tbody th { min-width: 90px; font-weight: 550; overflow-wrap: anywhere; }
td:not(:last-child, [data-good]) { white-space: nowrap; }
td[data-good] { min-width: 70px; }
td:last-child { min-width: 220px; }
.pager { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding-top: 6px; color: var(--soft); }
@container (min-width: 760px) {
  .chart { --label: 210px; --outcome: 150px; }
}
@container (max-width: 520px) {
  .chart { --label: 72px; --outcome: 90px; }
  .row { font-size: 12px; }
  .outcome { padding-right: 0; }
  .why { min-height: 4.35em; }
}
.timeline { container-type: inline-size; }
`

export const panelStyles: string = `${colours}
:host { position: fixed; z-index: 2147483000; inset: auto 0 0 0; pointer-events: none; }
:host([hidden]) { display: none; }
.launch, .panel { pointer-events: auto; background: var(--paper); color: var(--ink); }
.launch {
  position: absolute;
  inset: auto 12px 12px auto;
  display: flex;
  align-items: center;
  gap: 7px;
  min-height: 32px;
  border-radius: 16px;
  box-shadow: 0 2px 10px rgb(0 0 0 / 22%);
}
.dot { width: 9px; height: 9px; border-radius: 50%; background: var(--soft); forced-color-adjust: none; }
[data-status="signedIn"] .dot { background: var(--good); }
[data-status="refreshing"] .dot, [data-status="restoring"] .dot { background: var(--waits); }
.panel {
  display: flex;
  flex-direction: column;
  gap: 8px;
  height: min(440px, 70vh);
  padding: 10px 14px;
  border-top: 1px solid var(--strong);
  box-shadow: 0 -4px 18px rgb(0 0 0 / 16%);
}
header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; }
h2 { margin: 0; font-size: 13px; font-weight: 650; }
.now { display: flex; align-items: center; gap: 6px; color: var(--soft); font-variant-numeric: tabular-nums; }
.acts { display: flex; flex-wrap: wrap; gap: 6px; margin-left: auto; }
.tabs { display: flex; gap: 2px; border-bottom: 1px solid var(--line); }
.tabs button { border: 0; border-bottom: 2px solid transparent; border-radius: 0; background: none; color: var(--soft); }
.tabs button[aria-selected="true"] { border-color: var(--accent); color: var(--ink); font-weight: 600; }
.view { flex: 1; min-height: 0; overflow: auto; }
.view authflight-timeline { height: 100%; --timeline-height: 100%; }
.note { margin: 0; color: var(--soft); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
pre, textarea { margin: 0; font: 12px / 1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
textarea { flex: none; width: 100%; height: 120px; border: 1px solid var(--strong); border-radius: 6px; background: var(--paper); color: inherit; white-space: pre; }
ol { margin: 0; padding: 0; list-style: none; }
ol li { display: flex; flex-wrap: wrap; gap: 0 10px; padding: 2px 0; border-bottom: 1px solid var(--line); }
ol time { color: var(--soft); font-variant-numeric: tabular-nums; }
ol b { font-weight: 600; }
ol span { overflow-wrap: anywhere; }
@media (max-width: 620px) {
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: 6px; }
  .panel { padding: 8px 10px; height: min(480px, 80vh); }
}
`
