import { expect, test } from 'vitest'
import { newHolder } from './person.ts'

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
