import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { runQuickstart } from '../../src/operations/run-quickstart.ts'
import type { OwnCommand } from '../../src/ports/own-command.ts'
import { failureOf, newWorld } from './world.ts'

/** A world whose own commands and sandbox are told, not run. `exitCodes` are those of the steps, in order. */
function stage({ exitCodes = [] as number[], openFails = false } = {}) {
  const world = newWorld()
  const told: string[] = []
  const password = new Secret('sandbox password')
  const running = { apiUrl: 'http://127.0.0.1:1/api/v1', webUrl: 'http://127.0.0.1:1', email: 'demo@x.test' }
  const own: OwnCommand = {
    run: async (args, input) => {
      if (input) expect(input).toBe(password)
      told.push(`${input ? 'password | ' : ''}${args.join(' ')}`)
      return exitCodes.shift() ?? 0
    },
    useAgeFile: async () => void told.push('use an age file'),
    close: async () => void told.push('close'),
  }
  const ports = {
    ...world,
    sandboxHost: {
      start: async () => ({ ...running, password, stop: async () => void told.push('stop') }),
      addUser: () => Promise.reject(new Error('not asked for')),
      untilStopped: () => Promise.reject(new Error('not asked for')),
    },
    ownCommands: {
      open: async (variables: Record<string, string>) => {
        if (openFails) throw new TypeError('cannot open')
        told.push(`open ${Object.keys(variables).join(' ')}`)
        return own
      },
    },
  }
  return { world, told, ports, run: (manner?: string[]) => runQuickstart(ports, manner) }
}

const steps = [
  'password | login --email demo@x.test --password-stdin',
  'whoami',
  'tokens create quickstart-demo --expires 30d',
  'tokens list',
  'tokens verify quickstart-demo',
  'tokens rotate quickstart-demo',
  'tokens show quickstart-demo',
  'tokens revoke quickstart-demo --yes',
  'logout',
]

describe('quickstart', () => {
  test('does the main job step by step, each told as a user would type it, and cleans up', async () => {
    const { told, run, world } = stage()
    await run()
    const opened =
      'open BEATPASS_TOKEN BEATPASS_PLATFORM BEATPASS_COMPANY BEATPASS_RESELLER BEATPASS_PROFILE BEATPASS_API_URL'
    expect(told).toEqual([opened, ...steps, 'close', 'stop'])
    const typed = world.terminal.notes.filter(line => line.startsWith('$ '))
    expect(typed).toEqual([
      `$ printf %s "$PASSWORD" | beatpass ${steps[0]?.slice('password | '.length)}`,
      ...steps.slice(1).map(step => `$ beatpass ${step}`),
    ])
    expect(world.terminal.notes.join('\n')).not.toContain('sandbox password')
    expect(world.terminal.notes[1]).toBe('secrets rest in: memory')
    expect(world.secretStore.calls.remove).toBe(2)
  })

  test('every step is run, and told, in the manner that was asked for', async () => {
    const { told, run, world } = stage()
    await run(['--json'])
    expect(told.slice(1, -2)).toEqual(steps.map(step => `${step} --json`))
    expect(world.terminal.notes).toContain('$ beatpass whoami --json')
  })

  test('without a usable store secrets rest in a private age file, and that is said', async () => {
    const { told, run, world } = stage()
    world.secretStore.fail('probe')
    world.secretStore.fail('remove')
    await run()
    expect(told[1]).toBe('use an age file')
    expect(world.terminal.notes[1]).toContain('secrets rest in a private age file instead')
    expect(told.slice(-2)).toEqual(['close', 'stop'])
  })

  test('a step that fails ends it, and everything is removed', async () => {
    const { told, run, world } = stage({ exitCodes: [0, 0, 9] })
    expect(await failureOf(run())).toMatchObject({
      exitCode: 9,
      message: "quickstart stopped: 'beatpass tokens create quickstart-demo --expires 30d' ended with 9",
    })
    expect(told.slice(1)).toEqual([...steps.slice(0, 3), 'close', 'stop'])
    expect(world.secretStore.calls.remove).toBe(2)
  })

  test('a signal ends it before the next step', async () => {
    const { told, run, world } = stage()
    world.interruption.requested = true
    expect(await failureOf(run())).toMatchObject({ exitCode: 130 })
    expect(told.slice(1)).toEqual(['close', 'stop'])
  })

  test('the sandbox is stopped even when nothing could begin', async () => {
    const { told, run } = stage({ openFails: true })
    await expect(run()).rejects.toThrow('cannot open')
    expect(told).toEqual(['stop'])
  })

  test('a bug in the store is told as a bug', async () => {
    const { told, run, world } = stage()
    world.secretStore.fail('probe', new TypeError('a bug'))
    await expect(run()).rejects.toThrow(TypeError)
    expect(told.slice(-2)).toEqual(['close', 'stop'])
  })
})
