import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { crashTable, recoveryPage } from '../../src/output/recovery-page.ts'

test.each(crashTable)('$at: names a test that is there', ({ test: file }) => {
  expect(existsSync(file), file).toBe(true)
  expect(readFileSync(file, 'utf8')).toMatch(/\btest(\.each)?\(/)
})

test('the page tells every row and fits 120 columns', () => {
  const page = recoveryPage()
  const words = page.replace(/\s+/g, ' ')
  for (const { at, found, next } of crashTable)
    for (const part of [at, found, next]) expect(words).toContain(part)
  for (const line of page.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
})
