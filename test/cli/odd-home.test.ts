import { expect, test } from 'vitest'
import { refusal, startBeatpass } from './beatpass.ts'
import { bareEnvironment, newHolder } from './person.ts'

// Regressed: Node tried for ever to make a folder there, and no signal but SIGKILL ended it.
test.runIf(process.platform === 'linux')(
  'a folder below /proc, where none can be made, is told',
  async () => {
    const person = await newHolder()
    const running = person.start('tokens create ci-main', { env: { XDG_STATE_HOME: '/proc/1/x' } })
    const hanging = setTimeout(() => running.child.kill('SIGKILL'), 15_000)
    const ran = await running.ended
    clearTimeout(hanging)
    expect(ran).toMatchObject({ exitCode: 0, stdout: '2\n' })
    expect(ran.stderr).toMatch(/^warning: .*\/proc\/1\/x\/beatpass/m)
  },
)

// Regressed: the same with the folder of a sandbox.
test.runIf(process.platform === 'linux')('a sandbox there is refused with 2', async () => {
  const running = startBeatpass(['sandbox', '--data', '/proc/1/x/y'], { env: bareEnvironment('/nowhere') })
  const hanging = setTimeout(() => running.child.kill('SIGKILL'), 15_000)
  const ran = await running.ended
  clearTimeout(hanging)
  expect(ran).toEqual(
    refusal(2, 'the data folder /proc/1/x/y cannot be used (ENOENT)', 'choose another --data folder'),
  )
})
