/** Plain and quiet; light or dark as the system is, by color-scheme alone. */
export const style = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f5f4f8, #131218);
  --card: light-dark(#ffffff, #1d1b25);
  --line: light-dark(#dcd9e6, #383446);
  --edge: light-dark(#827b97, #817a98);
  --text: light-dark(#1c1928, #edeaf6);
  --faint: light-dark(#5f5970, #aaa3bd);
  --accent: light-dark(#5b3fd6, #b3a3ff);
  --on-accent: light-dark(#ffffff, #17102f);
  --danger: light-dark(#b3202e, #ff9a9f);
  --on-danger: light-dark(#ffffff, #2b0b10);
  --danger-ground: light-dark(#fdeeee, #3a1c22);
  --fresh-ground: light-dark(#f0edff, #26203f);
}
* { box-sizing: border-box }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column;
  background: var(--ground); color: var(--text); overflow-wrap: anywhere;
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Liberation Sans', sans-serif;
}
header, main, footer { width: 100%; max-width: 60rem; margin: 0 auto; padding: 0 1.25rem }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; padding-top: 1rem; padding-bottom: 1rem }
main { flex: 1 }
footer { padding-top: 1.5rem; padding-bottom: 1.5rem; color: var(--faint); font-size: .875rem }
footer p, .brand { margin: 0 }
.brand { display: flex; align-items: center; gap: .6rem; font-weight: 650; font-size: 1.125rem }
.badge { font-size: .75rem; font-weight: 600; padding: .1rem .5rem; border: 1px solid var(--edge); border-radius: 1rem; color: var(--faint) }
.account { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; color: var(--faint) }
.crumbs { color: var(--faint); font-size: .9375rem; margin-top: .75rem }
h1 { font-size: 1.625rem; line-height: 1.25; margin: .25rem 0 1.25rem }
h2 { font-size: 1.125rem; margin: 0 0 .75rem }
.count { color: var(--faint); font-weight: 400; margin-left: .25rem }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem 1.5rem; margin: 0 0 1.25rem }
.card > :last-child { margin-bottom: 0 }
.narrow { max-width: 26rem; margin: 8vh auto 1.25rem }
.narrow h1 { margin-top: 0 }
.fresh { background: var(--fresh-ground); border-color: var(--accent) }
label { display: block; font-weight: 600; margin-bottom: .3rem }
input, select, textarea { width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: .5rem; padding: .55rem .75rem; min-height: 2.75rem }
:is(input, select, textarea)[aria-invalid] { border-color: var(--danger) }
code, textarea, .code, #secret { font-family: ui-monospace, 'Cascadia Mono', 'Liberation Mono', Menlo, monospace; font-size: .9375rem }
.narrow form:not(.row) input:not([type=hidden]) { margin-bottom: 1rem }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0 }
legend { font-weight: 600; padding: 0; margin-bottom: .3rem }
.stack { display: grid; gap: 1.1rem; justify-items: start }
.stack > * { width: 100%; max-width: 40rem }
.stack > button { width: auto }
.stack p { margin: .35rem 0 0 }
.choices { display: grid; gap: .35rem }
.choice { display: flex; gap: .6rem; align-items: start; font-weight: 400; margin: 0; padding: .2rem 0 }
input:is([type=radio], [type=checkbox]) { width: 1.25rem; height: 1.25rem; min-height: 0; flex: none; margin: .125rem 0; accent-color: var(--accent) }
code { font-size: .875em; overflow-wrap: anywhere }
.choice code, .wishes code { color: var(--faint) }
.code { font-size: 1.375rem; letter-spacing: .08em; text-transform: uppercase }
p.code { font-weight: 650; margin: .75rem 0 }
.wishes { padding-left: 1.25rem }
.menu { width: 100%; max-width: 60rem; margin: 0 auto; padding: 0 1.25rem }
.menu ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0 0 .75rem; padding: 0; border-bottom: 1px solid var(--line) }
.menu a { display: block; padding: .5rem 0; color: var(--faint); text-decoration: none; font-weight: 600; border-bottom: 3px solid transparent }
.menu a:hover, .menu a[aria-current] { color: var(--text) }
.menu a[aria-current] { border-color: var(--accent) }
.crumbs a { color: inherit }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem; margin: 0 0 1.25rem }
dt { color: var(--faint) }
dd { margin: 0; min-width: 0 }
dd ul { list-style: none; margin: 0; padding: 0 }
.live { color: var(--accent); border-color: var(--accent) }
button, .button { font: inherit; font-weight: 600; cursor: pointer; display: inline-block; text-decoration: none; border: 1px solid transparent; border-radius: .5rem; padding: .55rem 1rem; min-height: 2.75rem; background: var(--accent); color: var(--on-accent) }
.narrow form:not(.row) button { width: 100% }
[hidden] { display: none }
.quiet { background: transparent; color: var(--text); border-color: var(--edge) }
.danger { background: transparent; color: var(--danger); border-color: var(--danger) }
button.danger, button.danger:hover { background: var(--danger); color: var(--on-danger) }
:is(button, .button):hover { filter: brightness(1.08) }
a.button:hover, button.quiet:hover { background: var(--ground) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.row, .copy { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end }
.row > div, .copy > input { flex: 1 1 16rem }
.row + p { margin: .6rem 0 0 }
.faint, .aside { color: var(--faint); font-weight: 400; font-size: .9375rem }
.aside { margin-top: 1.25rem }
.problem { color: var(--danger); background: var(--danger-ground); border-radius: .5rem; padding: .6rem .8rem; margin: 0 0 1rem }
.ended { color: var(--danger); font-weight: 600 }
.scroll { position: relative; overflow-x: auto; margin: 0 -.5rem; padding: 0 .5rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: middle; padding: .7rem 1rem .7rem 0; border-top: 1px solid var(--line); white-space: nowrap }
thead th { border: 0; color: var(--faint); font-size: .875rem; font-weight: 600; padding-top: 0 }
tbody th { white-space: normal; font-weight: 600; min-width: 10rem }
tbody th .faint { white-space: nowrap }
.name { overflow-wrap: anywhere; margin-right: .35rem }
td { font-variant-numeric: tabular-nums }
td time .faint { white-space: nowrap }
.wraps { white-space: normal; min-width: 7rem }
.said { color: var(--faint); font-weight: 400; font-size: .9375rem }
::placeholder { color: var(--faint); opacity: 1 }
.filter { margin-bottom: 1rem }
.under { display: block; width: max-content; margin-top: .3rem }
.end { text-align: right; padding-right: 0 }
.end .button { padding: .25rem .75rem; min-height: 2.25rem }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--card); padding: .5rem 1rem; border-radius: .5rem; color: var(--accent) }
.skip:focus { top: .5rem }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (max-width: 40rem) {
  .card { padding: 1.25rem }
  .row > button, .copy > button { width: 100% }
  table, tbody, tr, th, td { display: block }
  thead { position: absolute; clip-path: inset(50%) }
  tbody tr { border-top: 1px solid var(--line); padding: .9rem 0 }
  tbody :is(th, td) { border: 0; padding: .1rem 0; white-space: normal }
  td[data-label] { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr) }
  td[data-label]::before { content: attr(data-label); color: var(--faint) }
  .end { text-align: left; padding-top: .6rem }
}
`
