#include "cobden/report/html_style.h"

namespace cobden::report {

std::string_view html_style() {
  // Charts keep a light card in the dark: their shades are chosen for white paper.
  return R"(
:root { color-scheme: light dark; --ink: #1d2329; --soft: #5a646e; --line: #d9dee3; --page: #fff; --panel: #f5f7f9; --link: #1f5f92; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e8ec; --soft: #a3adb7; --line: #39434d; --page: #14181c; --panel: #1d2329; --link: #86bdea; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 Helvetica, Arial, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .4rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.4rem 0 .6rem; padding-top: .6rem; border-top: 1px solid var(--line); }
p, ul { margin: .5rem 0; max-width: 52rem; }
h1, p, li { overflow-wrap: anywhere; }
a { color: var(--link); }
.subtitle, .source, .note { color: var(--soft); }
.source { font-size: .85rem; }
nav ol { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: 1rem 0 0; padding: 0; list-style: none; font-size: .92rem; }
.scroll { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-size: .86rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: bold; padding: 0 0 .35rem; }
th, td { padding: .22rem .75rem .22rem 0; vertical-align: top; text-align: left; }
th:last-child, td:last-child { padding-right: .2rem; }
thead th { vertical-align: bottom; border-bottom: 1px solid var(--soft); }
tbody th { font-weight: normal; }
tbody tr { border-bottom: 1px solid var(--line); }
tbody tr.rule { border-top: 2px solid var(--soft); }
.n { text-align: right; white-space: nowrap; }
.unit { display: block; color: var(--soft); font-weight: normal; font-size: .92em; }
figure { margin: 1.2rem 0; padding: .5rem; background: #fff; border: 1px solid var(--line); border-radius: 6px; max-width: 57rem; }
figure .scroll { margin: 0; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { font-size: .8rem; color: #5a646e; padding: 0 .8rem .3rem; }
figcaption a { color: #1f5f92; }
code, .hash { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .82rem; overflow-wrap: anywhere; }
.origin th { padding-right: 1rem; white-space: nowrap; }
@media (max-width: 46rem) {
  main { padding: 1rem .9rem 2rem; }
  h1 { font-size: 1.4rem; }
  figure svg { width: 44rem; max-width: none; }
}
@media print {
  @page { size: A4; margin: 14mm 12mm; }
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --page: #fff; --panel: #fff; --link: #000; }
  body { font-size: 9.5pt; line-height: 1.4; }
  main { max-width: none; padding: 0; }
  nav, figcaption { display: none; }
  h1 { font-size: 17pt; }
  h2 { font-size: 12.5pt; margin-top: 14pt; break-after: avoid; }
  table { font-size: 7.6pt; width: auto; }
  th, td { padding-right: 5pt; }
  thead { display: table-header-group; }
  tr, figure, li { break-inside: avoid; }
  caption { break-after: avoid; }
  .scroll { overflow: visible; }
  figure { border: 0; padding: 0; margin: 8pt 0; max-width: 170mm; }
  figure svg { width: 100%; max-height: 250mm; }
  code, .hash { font-size: 7pt; }
  p { orphans: 3; widows: 3; }
}
)";
}

}  // namespace cobden::report
