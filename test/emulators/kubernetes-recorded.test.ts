import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { emulatedAnswers } from './emulated-answers.ts'

test('the emulator answers as a real kube-apiserver did when it was asked', async () => {
  const file = new URL('kubernetes-recorded/answers.json', import.meta.url)
  const { server, answers } = JSON.parse(readFileSync(file, 'utf8')) as { server: string; answers: unknown[] }
  expect(server).toMatch(/^kube-apiserver v/)
  expect(answers.length).toBeGreaterThan(25)
  expect(await emulatedAnswers()).toEqual(answers)
})
