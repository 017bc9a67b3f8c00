import { expect, test } from 'vitest'
import { listTokens } from '../sandbox/client.ts'
import { ageStore, bareEnvironment, newHolder, newHome, Person } from './person.ts'

/** Somebody who keeps token 2 on one machine, and another machine that never held it. */
async function onTwoMachines() {
  const person = await newHolder()
  expect((await person.run('tokens create ci-main')).exitCode).toBe(0)
  const home = await newHome()
  const { BEATPASS_API_URL = '', BEATPASS_TOKEN = '' } = person.env
  const env = { ...bareEnvironment(home), ...(await ageStore(home)), BEATPASS_API_URL, BEATPASS_TOKEN }
  const elsewhere = new Person(home, person.sandbox, env)
  const ids = async () => (await listTokens(person.sandbox, BEATPASS_TOKEN)).map(({ id }) => id)
  return { person, elsewhere, ids }
}

const isRead = (request: string) => request.startsWith('GET ')

// Regressed: the empty store of another machine passed for one that had lost it, and a token in use was revoked.
test.each(['', ' --dry-run', ' --quiet'])(
  '--within%s leaves what is not due to the machine that has it',
  async more => {
    const { elsewhere, ids } = await onTwoMachines()
    const ran = await elsewhere.run(`tokens rotate ci-main --within 14d${more}`)
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'ci-main\tnothing-due\t2\t\t\n', stderr: '' })
    expect(ran.requests.filter(request => !isRead(request))).toEqual([])
    expect(await ids()).toEqual([1, 2])
  },
)

const foreign = 'the secret of token 2 was not kept here: whoever uses it elsewhere needs the new one'

test('what is due is replaced there, with a warning', async () => {
  const { elsewhere, ids } = await onTwoMachines()
  const ran = await elsewhere.run('tokens rotate ci-main --within 90d --json')
  expect(JSON.parse(ran.stdout)).toMatchObject([
    {
      outcome: 'rotated',
      warnings: [foreign],
    },
  ])
  expect(await ids()).toEqual([1, 3])
})

test('a place that is named and lacks it gets a new one, and the result says why', async () => {
  const { elsewhere, ids } = await onTwoMachines()
  const line = 'tokens rotate ci-main --within 14d --to store: --json'
  const warning = (words: string) =>
    `token 2 ${words} replaced before it is due, because no destination holds it`
  const planned = await elsewhere.run(`${line} --dry-run`)
  const warnings = [warning('would be'), foreign]
  expect(JSON.parse(planned.stdout)).toMatchObject([{ outcome: 'planned', warnings }])
  const { stdout } = await elsewhere.run(`${line} --quiet`)
  expect(JSON.parse(stdout)[0]).toMatchObject({ outcome: 'rotated' })
  expect(JSON.parse(stdout)[0].warnings[0]).toBe(warning('was'))
  expect(await ids()).toEqual([1, 3])
})

test('a store that was known to hold it and has lost it gets a new one too', async () => {
  const { person, ids } = await onTwoMachines()
  const lost = await ageStore(await newHome())
  const ran = await person.run('tokens rotate ci-main --within 14d', {
    env: { ...lost, XDG_DATA_HOME: await newHome() },
  })
  expect(ran).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t2\t3\t\n' })
  expect(ran.stderr).toContain('token 2 was replaced before it is due, because no destination holds it\n')
  expect(await ids()).toEqual([1, 3])
})
