import { html } from 'hono/html'
import type { Html } from './layout.ts'

export interface Field {
  /** The id and the name. */
  name: string
  label: string
  hint?: string | undefined
  /** What is wrong with what was typed. */
  problems?: readonly string[] | undefined
}

/** A labelled field with its hint or what is wrong with it; `control` gets the attributes that tie them together. */
export function field({ name, label, hint, problems = [] }: Field, control: (tied: Html) => Html): Html {
  return html`<div><label for="${name}">${label}</label>
${control(tie(name, hint, problems))}${notes(name, hint, problems)}</div>`
}

/** A group of choices with a legend, its hint or what is wrong with it. */
export function group({ name, label, hint, problems = [] }: Field, choices: Html[]): Html {
  const described = problems.length > 0 || hint ? html` aria-describedby="${name}-note"` : ''
  return html`<fieldset${described}><legend>${label}</legend>
<div class="choices">${choices}</div>${notes(name, hint, problems)}</fieldset>`
}

/** One radio button or check box of a group. */
export function choice(
  type: 'radio' | 'checkbox',
  { name, value, label, chosen }: { name: string; value: string; label: Html | string; chosen: boolean },
): Html {
  const required = type === 'radio' ? html` required` : ''
  return html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${chosen ? html` checked` : ''}${required}> <span>${label}</span></label>
`
}

function tie(name: string, hint: string | undefined, problems: readonly string[]): Html {
  const id = html`id="${name}" name="${name}"`
  if (problems.length > 0) return html`${id} aria-invalid="true" aria-describedby="${name}-note"`
  return hint === undefined ? id : html`${id} aria-describedby="${name}-note"`
}

function notes(name: string, hint: string | undefined, problems: readonly string[]): Html | '' {
  if (problems.length > 0) {
    return html`<p class="problem" id="${name}-note" role="alert">${problems.join(' ')}</p>`
  }
  return hint === undefined ? '' : html`<p class="faint" id="${name}-note">${hint}</p>`
}
