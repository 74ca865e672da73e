/** The report's style sheet: system fonts, dark text on white, A4 with page breaks between sections. */
import { Markup } from './markup.ts';

export const STYLE = new Markup(`
:root { color-scheme: light; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --high: #a40e26; --watch: #7d4e00; --good: #116329; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: #fff; color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; } h2 { margin: 1.8rem 0 .5rem; font-size: 1.2rem; border-bottom: 1px solid var(--line); }
h3 { margin: 1rem 0 .3rem; font-size: 1rem; }
header p, figcaption, .note, .none, caption { color: var(--soft); }
table { width: 100%; border-collapse: collapse; margin: .5rem 0 1rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .3rem; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; }
th { font-weight: 600; } td { white-space: nowrap; } td.text { white-space: normal; } td.text:first-child { white-space: nowrap; } th.text, td.text { text-align: left; }
tfoot td { font-weight: 600; border-bottom: 0; }
figure { margin: .8rem 0; } svg { display: block; width: 100%; max-width: 46rem; height: auto; }
svg text { font-size: 12px; fill: currentColor; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .6rem; margin: 1rem 0; }
.tile { border: 1px solid var(--line); border-radius: .4rem; padding: .6rem; }
.tile .name { color: var(--soft); font-size: .85rem; } .tile .figure { font-size: 1.25rem; font-weight: 600; } .tile .note { font-size: .8rem; min-height: 1.1em; }
.attention { border: 1px solid var(--line); border-left: .4rem solid var(--watch); border-radius: .4rem; padding: .2rem 1rem; margin: 1rem 0; }
.attention.good { border-left-color: var(--good); } .attention h2 { border: 0; margin-top: .6rem; } .attention li { margin: .3rem 0; }
.high strong, .alert { color: var(--high); } .medium strong, .warn { color: var(--watch); } .ok { color: var(--good); }
dt { font-weight: 600; } dd { margin: 0 0 .4rem; }
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  section, figure, table, .tile { break-inside: avoid; } h2, h3, caption { break-after: avoid; }
  .long { break-inside: auto; } thead { display: table-header-group; } tr { break-inside: avoid; }
}
`);
