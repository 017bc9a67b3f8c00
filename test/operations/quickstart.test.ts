import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { type QuickstartRequest, runQuickstart, type TakenStep } from '../../src/operations/run-quickstart.ts'
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
    answer: async (args, input) => {
      const exitCode = await own.run(args, input)
      return { exitCode, stdout: exitCode === 0 ? '{"a":1}\n' : '' }
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
  const run = (request: QuickstartRequest = { globals: [] }) => runQuickstart(request, ports)
  return { world, told, ports, run }
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

  test('every step is run in the manner that was asked for', async () => {
    const { told, run } = stage()
    await run({ globals: ['--quiet'] })
    expect(told.slice(1, -2)).toEqual(steps.map(step => `${step} --quiet`))
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

  test('tells what each step printed, the one that failed too', async () => {
    const { told, run } = stage({ exitCodes: [0, 9] })
    const taken: TakenStep[] = []
    await failureOf(run({ globals: ['--json'], tell: step => taken.push(step) }))
    expect(told.slice(1, 3)).toEqual(steps.slice(0, 2).map(step => `${step} --json`))
    expect(taken).toMatchObject([
      { command: `printf %s "$PASSWORD" | beatpass ${steps[0]?.slice(11)}`, exitCode: 0, result: { a: 1 } },
      { why: 'who is signed in, and where secrets rest', exitCode: 9, result: null },
    ])
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
