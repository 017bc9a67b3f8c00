import { html } from 'hono/html'
import type { Html } from './layout.ts'

/** A time in UTC for people, with its exact form for machines; `otherwise` where there is none. */
export function showTime(time: Date | null, otherwise: string): Html {
  if (!time) return html`<span class="faint">${otherwise}</span>`
  const iso = time.toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 10)} <span class="faint">${iso.slice(11, 16)}</span></time>`
}
