import { html } from 'hono/html'
import type { Html } from './layout.ts'

export interface Row {
  /** What names the row. */
  header: Html
  /** In the order of the columns. */
  cells: Html[]
  /** What can be done with it, where anything can. */
  action?: Html | undefined
}

export interface List {
  /** The element id, and with a capital the heading. */
  title: string
  /** The first is of the rows' headers. */
  columns: string[]
  rows: Row[]
  /** What is said where there are no rows. */
  empty: string
  note?: string
  /** Stands between heading and table: a filter. */
  tools?: Html
}

/**
 * A table of what there is. With explicit roles: on a narrow screen the style lays rows out as blocks, which would end
 * their being a table.
 */
export function listCard({ title, columns, rows, empty, note, tools }: List): Html {
  const id = title.toLowerCase().replaceAll(' ', '-')
  if (rows.length === 0) {
    return html`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${tools ?? ''}<p class="faint">${empty}</p></section>`
  }
  return html`<section class="card" aria-labelledby="${id}">
<h2 id="${id}">${title} <span class="count">${rows.length}</span></h2>
${tools ?? ''}<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">
<table role="table">
<thead role="rowgroup"><tr role="row">${columns.map(column => html`<th scope="col" role="columnheader">${column}</th>`)}<th scope="col" role="columnheader"><span class="unseen">Actions</span></th></tr></thead>
<tbody role="rowgroup">${rows.map(row => tableRow(row, columns))}</tbody>
</table>
</div>
${note === undefined ? '' : html`<p class="faint">${note}</p>`}
</section>`
}

function tableRow({ header, cells, action }: Row, [, ...labels]: string[]): Html {
  return html`<tr role="row">
<th scope="row" role="rowheader">${header}</th>
${cells.map((cell, at) => html`<td role="cell" data-label="${labels[at] ?? ''}"><div>${cell}</div></td>\n`)}<td role="cell" class="end">${action ?? ''}</td>
</tr>`
}

/** A name as it was typed, and the id beside it. */
export function nameWithId(name: string, id: number | string): Html {
  return html`<bdi class="name">${name}</bdi> <span class="faint">id ${id}</span>`
}

/** The way to a page that asks before something goes; screen readers hear what. */
export function dangerLink(href: string, verb: string, what: string): Html {
  return html`<a class="button danger" href="${href}">${verb}<span class="unseen"> ${what}</span></a>`
}
