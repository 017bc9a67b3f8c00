import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newHolder, type Person } from './person.ts'

/** Somebody whose token 2 was delivered to the file `here`, and the path of the record that tells so. */
async function delivered() {
  const person = await newHolder()
  expect((await person.run('tokens create ci-main --to store: --to file:here')).exitCode).toBe(0)
  return { person, record: join(person.home, '.local/state/beatpass/profiles/default/tokens/2.json') }
}

const writes = (requests: string[]) => requests.filter(request => !request.startsWith('GET '))
const idIn = async ({ home }: Person) => (await readFile(join(home, 'here'), 'utf8')).split('|')[0]

// Regressed: what the record told was not known, without a word; `here` was left with the dead secret, and the exit code was 0.
test.each([
  ['open to others', 13, (path: string) => chmod(path, 0o644), 'is open to others (mode 0644)'],
  ['damaged', 7, (path: string) => writeFile(path, ''), 'is damaged, or of a newer beatpass'],
] as const)(
  'the record of a token is %s: nothing is replaced where its places are not named',
  async (...row) => {
    const [, exitCode, spoil, words] = row
    const { person, record } = await delivered()
    await spoil(record)
    const listed = await person.run('tokens list')
    expect(listed.stderr).toBe(`warning: what this machine remembers cannot be read: ${record} ${words}\n`)
    expect(listed.exitCode).toBe(0)
    const refused = await person.run('tokens rotate ci-main')
    expect(refused.exitCode).toBe(exitCode)
    expect(refused.stderr).toContain(`\nbeatpass: ${record} ${words}\nhint: `)
    expect(writes(refused.requests)).toEqual([])
    const named = await person.run('tokens rotate ci-main --to store: --to file:here')
    expect([named.exitCode, await idIn(person)]).toEqual([0, '3'])
  },
)
