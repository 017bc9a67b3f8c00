import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { idOperand, operand, plainWord, shellWord } from '../../src/domain/shell-word.ts'

const odd = ['plain', "with'quote", "q' ; touch /tmp/x ; echo '", '$(id)`id`', 'a "b" \\', '*', '']

test.each(odd)('a shell reads %j as that one word', text => {
  expect(execFileSync('sh', ['-c', `printf '%s|' ${shellWord(text)}`], { encoding: 'utf8' })).toBe(`${text}|`)
})

test('a path stands as it is where a shell takes it so', () => {
  expect(plainWord('/home/dev/.ssh/id-1')).toBe('/home/dev/.ssh/id-1')
  for (const text of [...odd.slice(1), '~/x', '-x']) expect(plainWord(text)).toBe(shellWord(text))
})

test('what looks like an option stands behind --', () => {
  expect(operand('--dash')).toBe("-- '--dash'")
  expect(operand('ci-main')).toBe("'ci-main'")
})

// Regressed: an id that is no number stood in hints as it came, and so could be a command of the server's.
test('an id stands as it is where it can be nothing else', () => {
  for (const id of ['41', 'tok_1.a-b']) expect(idOperand(id)).toBe(id)
  for (const id of odd.slice(1)) expect(idOperand(id)).toBe(shellWord(id))
  expect(idOperand('-41')).toBe("-- '-41'")
  expect(idOperand('1\n2')).toBe("'1\n2'")
})
