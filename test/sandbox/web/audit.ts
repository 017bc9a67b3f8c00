import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const looks = [
  { colorScheme: 'light', width: 1000 },
  { colorScheme: 'dark', width: 1000 },
  { colorScheme: 'light', width: 320 },
  { colorScheme: 'dark', width: 320 },
] as const

/**
 * Holds a page to what every page keeps: names for all controls, headings in order, contrast (WCAG 2.2 AA) and targets in
 * both schemes, nothing beyond 320 px, and a tab order that is the reading order with a visible focus.
 */
export async function audit(page: Page): Promise<void> {
  expect(await faultsOf(page), page.url()).toEqual([])
}

/** What is wrong with the page, in words. */
export async function faultsOf(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 700 })
    const found = await page.evaluate<string[]>(inspection)
    faults.push(...found.map(fault => `${colorScheme}, ${width} px: ${fault}`))
  }
  return [...faults, ...(await tabOrderFaults(page))]
}

/** Everything that a browser may complain about or fetch elsewhere, from now on. */
export function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = []
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => {
    if (new URL(request.url()).origin !== origin) complaints.push(`a request to ${request.url()}`)
  })
  return complaints
}

const tabbable = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, [tabindex="0"]')]
  .filter(e => e.checkVisibility() && (e.type !== 'radio' || e.checked))`

async function tabOrderFaults(page: Page): Promise<string[]> {
  const count = await page.evaluate<number>(`${tabbable}.length`)
  const visited: number[] = []
  const faults: string[] = []
  for (let n = 0; n < count + 2; n++) {
    await page.keyboard.press('Tab')
    const [at, seen] = await page.evaluate<[number, boolean]>(`(() => {
      const e = document.activeElement
      const style = getComputedStyle(e)
      return [${tabbable}.indexOf(e), e.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2]
    })()`)
    if (at === -1) continue
    if (!seen) faults.push(`the focus on control ${at} cannot be seen`)
    visited.push(at)
  }
  const steps = visited.slice(1).map((at, n) => at - (visited[n] ?? 0))
  if (steps.some(step => step !== 1 && step !== 1 - count)) faults.push(`the order is ${visited.join(' ')}`)
  if (new Set(visited).size !== count) faults.push(`${visited.join(' ')} of ${count} are reached`)
  return faults
}

/** Runs in the page; gives what is wrong, in words. */
const inspection = `(() => {
  const faults = []
  const say = (e, what) => faults.push(what + ': ' + (e.id || e.name || e.className || e.tagName) + ' ' + (e.textContent || '').trim().slice(0, 40))
  const all = selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility())
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the window: ' + document.documentElement.scrollWidth)
  if (document.documentElement.lang !== 'en' || !document.title) faults.push('no language or title')
  if (all('h1').length !== 1 || all('main').length !== 1) faults.push('not one h1 in one main')
  const levels = all('h1, h2, h3').map(e => Number(e.tagName[1]))
  levels.forEach((level, at) => { if (level > (levels[at - 1] ?? 0) + 1) faults.push('headings skip to ' + level) })
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id)
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push('id twice: ' + id)
  for (const e of document.querySelectorAll('[aria-describedby], [aria-labelledby], label[for]'))
    for (const name of ['aria-describedby', 'aria-labelledby', 'for'])
      for (const id of (e.getAttribute(name) || '').split(' ').filter(Boolean)) if (!ids.includes(id)) say(e, name + ' leads nowhere')
  for (const e of all('input:not([type=hidden]), select, textarea')) if (!e.labels.length) say(e, 'no label')
  for (const e of all('a, button')) if (!e.textContent.trim()) say(e, 'no name')
  for (const e of all('button, .button, .menu a, input:not([type=hidden]), select, textarea')) {
    const { width, height } = e.getBoundingClientRect()
    const target = e.closest('label')?.getBoundingClientRect() ?? { width, height }
    if (Math.max(width, target.width) < 24 || Math.max(height, target.height) < 24) say(e, 'too small to hit')
  }
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number)
  const groundOf = e => {
    for (let at = e; at; at = at.parentElement) {
      const [r, g, b, a = 1] = rgb(getComputedStyle(at).backgroundColor)
      if (a === 1) return [r, g, b]
      if (a !== 0) say(at, 'a ground that is half clear')
    }
    return rgb(getComputedStyle(document.documentElement).backgroundColor)
  }
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0)
  const contrast = (one, other) => { const [a, b] = [light(one), light(other)]; return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) }
  const needs = (e, colour, ground, least, what) => {
    const ratio = contrast(rgb(colour), ground)
    if (!(ratio >= least)) say(e, what + ' has a contrast of ' + ratio.toFixed(2))
  }
  for (const e of all('body *')) {
    const style = getComputedStyle(e)
    const hasText = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName)
    if (hasText && !e.closest('.unseen')) needs(e, style.color, groundOf(e), 4.5, 'text')
    if (e.placeholder) needs(e, getComputedStyle(e, '::placeholder').color, groundOf(e), 4.5, 'placeholder')
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) && !/radio|checkbox/.test(e.type)) needs(e, style.borderTopColor, groundOf(e.parentElement), 3, 'border')
  }
  return faults
})()`
