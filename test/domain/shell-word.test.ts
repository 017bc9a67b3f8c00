import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { operand, shellWord } from '../../src/domain/shell-word.ts'

const odd = ['plain', "with'quote", "q' ; touch /tmp/x ; echo '", '$(id)`id`', 'a "b" \\', '*', '']

test.each(odd)('a shell reads %j as that one word', text => {
  expect(execFileSync('sh', ['-c', `printf '%s|' ${shellWord(text)}`], { encoding: 'utf8' })).toBe(`${text}|`)
})

test('what looks like an option stands behind --', () => {
  expect(operand('--dash')).toBe("-- '--dash'")
  expect(operand('ci-main')).toBe("'ci-main'")
})
