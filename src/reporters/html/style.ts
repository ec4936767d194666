// How the page looks: one column, light and dark by the reader's setting, nothing fetched.
import { Markup } from './markup.js';

const colours = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f8; --surface: #ffffff; --sunk: #eef0f4; --text: #1a1e27; --dim: #596273; --line: #dce0e8;
  --link: #2450c8; --focus: #2450c8;
  --error: #b81f2c; --error-soft: #fdebec; --warning: #8a5a00; --warning-soft: #fdf3dc; --note: #1d5fb8; --note-soft: #e8f1fd;
  --ok: #14713f; --reuse: #6c7bd9; --holds: #37a169; --tight: #d99a1c; --races: #d9434f; --waits: #8d97ab; --open: #b9c0cd;
  --hook: #8a7bd8; --serves: #4a9bd4; --drains: #37a169; --traffic: #9fb3d9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1116; --surface: #161a21; --sunk: #1e232c; --text: #e7eaf0; --dim: #9ba5b5; --line: #2a313d;
    --link: #8fb0ff; --focus: #8fb0ff;
    --error: #ff8a90; --error-soft: #38191d; --warning: #eebb5c; --warning-soft: #33270f; --note: #86b8ff; --note-soft: #14263f;
    --ok: #6fd6a0; --reuse: #7f8df0; --holds: #3fae74; --tight: #d9a036; --races: #e5585f; --waits: #6f7a90; --open: #4a5363;
    --hook: #8c7de0; --serves: #4596cf; --drains: #3fae74; --traffic: #5b74a8;
  }
}`;

const base = `
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header, main, footer, .filter { max-width: 66rem; margin-inline: auto; padding-inline: 1.25rem; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.02em; margin: 0.15rem 0 1rem; }
h2 { font-size: 1.2rem; letter-spacing: -0.01em; margin: 2.75rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
h4 { font-size: 0.8rem; font-weight: 600; color: var(--dim); margin: 1.1rem 0 0.35rem; }
p { margin: 0.5rem 0; }
a { color: var(--link); text-underline-offset: 0.15em; }
code, pre, .when, .value, .ticks, .origin { font-variant-numeric: tabular-nums; }
code, pre { font-family: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.86em; }
ul, ol { margin: 0; padding: 0; list-style: none; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
[hidden] { display: none !important; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.dim { color: var(--dim); font-weight: 400; }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--surface); padding: 0.5rem 1rem; border-radius: 6px; z-index: 3; }
.skip:focus { top: 1rem; }
.place { color: var(--dim); overflow-wrap: anywhere; }
a:has(> .place) { text-decoration-color: var(--line); }
.count { color: var(--dim); font-weight: 400; font-size: 0.85em; font-variant-numeric: tabular-nums; }
header { padding-top: 2.25rem; }
.brand { margin: 0; font-weight: 650; letter-spacing: -0.01em; }
.brand > span:first-child { color: var(--reuse); letter-spacing: -0.12em; margin-right: 0.35rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin-top: 1rem; }
.tiles { display: flex; flex-wrap: wrap; gap: 0.6rem; }
.tile { min-width: 7.5rem; padding: 0.55rem 0.9rem 0.6rem; border: 1px solid var(--line); border-left: 4px solid var(--open); border-radius: 8px; background: var(--surface); color: var(--dim); line-height: 1.25; }
.tile strong { display: block; font-size: 1.6rem; color: var(--text); font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
.tile.error:not(.none) { border-left-color: var(--races); } .tile.error:not(.none) strong { color: var(--error); }
.tile.warning:not(.none) { border-left-color: var(--tight); } .tile.warning:not(.none) strong { color: var(--warning); }
.tile.note:not(.none) { border-left-color: var(--note); }
.tile.none strong { color: var(--dim); }
.filter { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1rem; margin-top: 1.25rem; padding-block: 0.6rem; background: color-mix(in srgb, var(--ground) 92%, transparent); backdrop-filter: blur(6px); border-bottom: 1px solid var(--line); font-size: 0.9rem; }
.filter > label { display: flex; align-items: center; gap: 0.35rem; min-width: 0; max-width: 100%; }
.filter fieldset { display: flex; flex-wrap: wrap; gap: 0.25rem 0.8rem; border: 0; margin: 0; padding: 0; }
.filter select { min-width: 0; flex: 0 1 auto; }
.filter select, .filter button { font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--line); border-radius: 6px; padding: 0.2rem 0.5rem; max-width: 16rem; min-height: 1.9rem; }
.filter .check { display: inline-flex; align-items: center; gap: 0.3rem; min-height: 1.5rem; }
.filter input { accent-color: var(--reuse); width: 1rem; height: 1rem; }
.filter output { margin-left: auto; color: var(--dim); }
.lead { color: var(--dim); max-width: 46rem; margin: 0 0 1rem; }
.empty { padding: 1.5rem; border: 1px dashed var(--line); border-radius: 10px; color: var(--dim); text-align: center; }
.card { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.25rem; margin-bottom: 1rem; }
.chip, .badge { display: inline-block; border-radius: 999px; padding: 0.05rem 0.6rem; font-size: 0.8rem; font-weight: 600; white-space: nowrap; }
.chip { text-decoration: none; } .chip:hover { text-decoration: underline; }
.chip.error, .badge.error { background: var(--error-soft); color: var(--error); }
.chip.warning, .badge.warning { background: var(--warning-soft); color: var(--warning); }
.chip.note, .badge.note { background: var(--note-soft); color: var(--note); }
.scroll { overflow-x: auto; }
summary { cursor: pointer; color: var(--dim); font-size: 0.86rem; width: fit-content; padding-block: 0.15rem; }
footer { padding-block: 2.5rem 3rem; font-size: 0.86rem; }`;

const findings = `
.finding { border-left: 4px solid var(--open); }
.finding.error { border-left-color: var(--races); } .finding.warning { border-left-color: var(--tight); } .finding.note { border-left-color: var(--note); }
.finding:target, .finding:focus { box-shadow: 0 0 0 2px var(--focus); outline: none; }
.meta { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 1rem; margin: 0.3rem 0 0.6rem; font-size: 0.9rem; }
.message { max-width: 52rem; overflow-wrap: break-word; }
.message .place { background: var(--sunk); border-radius: 4px; padding: 0 0.25em; }
.help { max-width: 52rem; } .help strong { color: var(--ok); margin-right: 0.35rem; }
.excerpt { margin: 0.6rem 0; padding: 0.45rem 0; background: var(--sunk); border-radius: 6px; overflow-x: auto; line-height: 1.5; }
.excerpt > * { display: block; width: max-content; min-width: 100%; padding-right: 1rem; color: var(--dim); background: none; white-space: pre; }
.excerpt > mark { color: var(--text); background: color-mix(in srgb, var(--tight) 16%, transparent); box-shadow: inset 3px 0 var(--tight); }
.finding.error > .excerpt > mark { background: color-mix(in srgb, var(--races) 14%, transparent); box-shadow: inset 3px 0 var(--races); }
.excerpt .number { display: inline-block; width: 3.5rem; padding-right: 1rem; text-align: right; color: var(--dim); user-select: none; }
.related li, .fixes li { margin: 0.3rem 0; font-size: 0.92rem; } .related .excerpt { margin: 0.25rem 0 0.6rem; }
.notes li { padding: 0.5rem 0; border-top: 1px solid var(--line); } .notes li:first-child { border-top: 0; }`;

const bars = `
.row { display: grid; grid-template-columns: minmax(0, 19rem) minmax(6rem, 1fr) 4.75rem; gap: 0 1rem; align-items: center; padding: 0.16rem 0; }
.what { font-size: 0.9rem; line-height: 1.3; } .who { font-weight: 600; } .warn { color: var(--warning); font-weight: 600; }
.origin { display: block; color: var(--dim); font-size: 0.8rem; overflow-wrap: anywhere; }
.track { position: relative; height: 1.05rem; background: var(--sunk); border-radius: 3px; overflow: hidden; }
.fill { position: absolute; inset: 0 auto 0 0; min-width: 3px; border-radius: 3px; background: var(--open); }
.fill.reuse { background: var(--reuse); } .fill.holds { background: var(--holds); } .fill.tight { background: var(--tight); } .fill.races { background: var(--races); } .fill.waits { background: var(--waits); }
.fill.unknown { background: repeating-linear-gradient(-45deg, var(--open) 0 2px, transparent 2px 9px); }
.fill.cut { -webkit-mask: linear-gradient(100deg, #000 0 86%, transparent 86% 88%, #000 88% 91%, transparent 91% 93%, #000 93%); mask: linear-gradient(100deg, #000 0 86%, transparent 86% 88%, #000 88% 91%, transparent 91% 93%, #000 93%); }
.buffer { position: absolute; inset: 0 0 0 auto; background: repeating-linear-gradient(-45deg, transparent 0 3px, color-mix(in srgb, var(--surface) 55%, transparent) 3px 5px); }
.grid { position: absolute; inset-block: 0; width: 1px; background: color-mix(in srgb, var(--dim) 28%, transparent); }
.value { font-weight: 600; text-align: right; font-size: 0.92rem; }
.ticks { position: relative; height: 1.1rem; font-size: 0.72rem; color: var(--dim); }
.ticks span { position: absolute; transform: translateX(-50%); white-space: nowrap; } .ticks span:first-child { transform: none; }
.axis { padding: 0; }`;

const glance = `
.glance ul { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 0.4rem 1.25rem; }
.glance li { display: grid; grid-template-columns: minmax(8rem, 14rem) minmax(0, 1fr); gap: 0 1rem; align-items: baseline; padding: 0.45rem 0; border-top: 1px solid var(--line); } .glance li:first-child { border-top: 0; }
.glance a { overflow-wrap: anywhere; }
.route { display: flex; flex-wrap: wrap; align-items: center; font-size: 0.92rem; }
.step { display: inline-flex; align-items: center; } .step .to { overflow-wrap: anywhere; }
.link { display: inline-flex; align-items: center; margin-inline: 0.45rem; color: var(--dim); font-weight: 700; font-size: 0.8rem; }
.link::before, .link::after { content: ""; width: 0.8rem; height: 2px; background: currentColor; } .link > span[aria-hidden] { padding-inline: 0.2rem; }
.link.holds, .link.no-reuse { color: var(--holds); } .link.tight { color: var(--tight); } .link.races { color: var(--races); font-size: 1rem; }`;

const paths = `
.hosts { margin: 0.1rem 0 0; font-size: 0.9rem; overflow-wrap: anywhere; }
.chain { margin-top: 0.9rem; --rail: 0.42rem; }
.chain > li { position: relative; padding-left: 1.75rem; }
.chain > li::before { content: ""; position: absolute; left: var(--rail); top: 0; bottom: 0; width: 2px; background: var(--line); }
.chain > .client::before { top: 0.8rem; } .chain > li:last-child::before { bottom: auto; height: 0.8rem; }
.hop::after { content: ""; position: absolute; left: calc(var(--rail) - 0.34rem); top: 0.42rem; width: 0.8rem; height: 0.8rem; border-radius: 50%; background: var(--surface); border: 2.5px solid var(--reuse); }
.client::after { border-color: var(--open); } .gap::after { border-style: dashed; border-color: var(--open); }
.hop .head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.6rem; } .hop .name { font-weight: 600; overflow-wrap: anywhere; }
.hop details { margin: 0; } .hop table { border-collapse: collapse; font-size: 0.86rem; margin: 0.35rem 0 0.6rem; min-width: 34rem; }
.hop th, .hop td { text-align: left; font-weight: 400; padding: 0.2rem 1.2rem 0.2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } .hop thead th { color: var(--dim); } .hop td { overflow-wrap: anywhere; } .hop td.known { font-weight: 600; white-space: nowrap; } .hop td.open { color: var(--warning); font-weight: 600; } .hop td:last-child { color: var(--dim); }
.wire { height: 1.1rem; }
.joint { padding-block: 0.55rem 0.75rem; }
.joint.races::before { background: var(--races); } .joint.tight::before { background: var(--tight); } .joint.holds::before, .joint.no-reuse::before { background: var(--holds); } .joint.unknown::before { background: repeating-linear-gradient(var(--open) 0 5px, transparent 5px 9px); }
.verdict { margin: 0.1rem 0 0; font-size: 0.92rem; font-weight: 600; } .verdict .chip { margin-left: 0.4rem; }
.holds .verdict, .no-reuse .verdict { color: var(--ok); font-weight: 500; } .tight .verdict { color: var(--warning); } .races .verdict { color: var(--error); } .unknown .verdict { color: var(--dim); font-weight: 500; }
.sign { display: inline-block; width: 1.1em; }
.patience { border-top: 1px solid var(--line); margin-top: 1rem; padding-left: 1.75rem; } .patience h4 { margin-top: 0.8rem; }
.why { margin: 0.6rem 0 0 1.75rem; } .why li { font-size: 0.88rem; margin: 0.2rem 0; }`;

const shutdowns = `
.timeline { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 0.35rem 0.75rem; margin: 0.9rem 0 0.6rem; align-items: center; }
.flags, .marks, .timeline .ticks { grid-column: 2; position: relative; }
.flags { grid-row: 1; height: calc(var(--flags) * 1.25rem); }
.lane-name { grid-column: 1; color: var(--dim); font-size: 0.86rem; text-align: right; }
.lane { grid-column: 2; position: relative; height: 0.7rem; background: var(--sunk); border-radius: 3px; overflow: hidden; } .lane.second { height: 1.7rem; }
.first { grid-row: 2; } .second { grid-row: 3; } .timeline .ticks { grid-row: 4; }
.marks { grid-row: 2 / span 2; height: 100%; pointer-events: none; }
.mark { position: absolute; inset-block: -0.4rem -0.2rem; width: 2px; margin-left: -1px; background: var(--text); } .mark.kill { background: var(--races); } .mark.force { background: var(--tight); }
.flag { position: absolute; font-size: 0.76rem; font-weight: 600; white-space: nowrap; line-height: 1.25rem; padding-inline: 0.35rem; border-left: 2px solid var(--text); margin-left: -1px; }
.flag.left { transform: translateX(-100%); border-left: 0; border-right: 2px solid var(--text); margin-left: 1px; }
.flag::after { content: ""; position: absolute; left: -2px; top: 100%; width: 2px; height: calc(var(--below) - 1.25rem); background: currentColor; } .flag.left::after { left: auto; right: -2px; }
.flag { color: var(--text); } .flag.kill { color: var(--error); border-color: var(--races); } .flag.force { color: var(--warning); border-color: var(--tight); }
.part { position: absolute; inset-block: 0; font-style: normal; font-size: 0.78rem; font-weight: 600; color: #fff; overflow: hidden; white-space: nowrap; line-height: 1.7rem; min-width: 2px; } .part span { padding-inline: 0.5rem; }
.part.hook { background: #6554c0; } .part.serves { background: #2176ae; } .part.drains { background: #1f7a4a; }
.part.endless { -webkit-mask: linear-gradient(90deg, #000 55%, transparent); mask: linear-gradient(90deg, #000 55%, transparent); }
.part.unknown { background: repeating-linear-gradient(-45deg, var(--open) 0 2px, transparent 2px 9px); color: var(--text); } .part.unknown span { background: var(--sunk); }
.part.traffic { background: var(--traffic); } .part.refused { background: var(--races); }
.moments { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.15rem 0.9rem; font-size: 0.92rem; }
.moments li { display: contents; } .when { text-align: right; font-weight: 600; min-width: 3.5rem; }
.problems { margin-top: 0.7rem; color: var(--error); font-weight: 600; font-size: 0.92rem; }
.chips { margin: 0.7rem 0 0; }`;

const small = `
@media (max-width: 42rem) {
  body { font-size: 16px; }
  header { padding-top: 1.5rem; } h1 { font-size: 1.45rem; }
  .card { padding: 0.95rem 0.9rem; border-radius: 8px; }
  .filter { position: static; } .filter output { margin-left: 0; } .filter select { max-width: 100%; }
  .tile { flex: 1 1 7rem; min-width: 0; }
  .row { grid-template-columns: minmax(0, 1fr) max-content; } .row .track, .row .ticks { grid-column: 1 / -1; grid-row: 2; } .row.axis .what, .row.axis .value { display: none; } .row.axis .ticks { grid-row: 1; }
  .timeline { grid-template-columns: minmax(0, 1fr); } .timeline > * { grid-column: 1; } .lane-name { text-align: left; line-height: 1.2; } .lane-name.first { grid-row: 2; } .lane.first { grid-row: 3; } .lane-name.second { grid-row: 4; } .lane.second { grid-row: 5; } .timeline .ticks { grid-row: 6; }
  .marks { grid-row: 3 / span 3; }
  .patience, .why { padding-left: 0; margin-left: 0; }
  .glance li { grid-template-columns: minmax(0, 1fr); } .glance ul { padding-inline: 0.9rem; }
}
@media (forced-colors: active) { .fill, .part, .mark, .hop::after { forced-color-adjust: none; } }
@media print { .filter, nav, .skip { display: none; } .card { break-inside: avoid; } body { background: #fff; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }`;

export const styleSheet = Markup.trusted([colours, base, glance, findings, bars, paths, shutdowns, small].join('\n'));
