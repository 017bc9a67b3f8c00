import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { arrived } from './at-create.ts'
import { healed, told, words } from './heal.ts'
import { ofLabel } from './judge.ts'
import { inLanes, nightly, say } from './lanes.ts'
import { filePlace, type Place } from './places.ts'
import { runJudged, type Scene, setScene } from './scene.ts'
import { openWorld, type World } from './world.ts'

/** What `exec:` is told to run instead of storing the value in FILE, and how the rotation ends for it. */
interface Command {
  name: string
  script: string
  /** As the only destination, and behind another that keeps its word. */
  exit: { alone: number; second: number }
  slow?: true
}

const commands: Command[] = [
  { name: 'keeps its word', script: 'cat > FILE', exit: { alone: 0, second: 0 } },
  { name: 'stores another value', script: 'cat > /dev/null; echo lie > FILE', exit: { alone: 0, second: 0 } },
  { name: 'stores and is killed', script: 'cat > FILE; kill -9 $$', exit: { alone: 9, second: 9 } },
  { name: 'refuses', script: 'cat > /dev/null; exit 1', exit: { alone: 8, second: 9 } },
  { name: 'asks to try again', script: 'cat > /dev/null; exit 75', exit: { alone: 8, second: 9 } },
  { name: 'does not read', script: 'exit 1', exit: { alone: 8, second: 9 } },
  { name: 'never ends', script: 'cat > FILE; sleep 600', exit: { alone: 9, second: 9 }, slow: true },
]

const withCommands = (scene: Scene, scripts: string[]) => [
  ...scene.args,
  ...scripts.flatMap(script => ['--to', `exec:${script.replaceAll('FILE', join(scene.folder, 'kept'))}`]),
]

/** A scene whose last place is a file that an `exec:` command writes. */
async function sceneWithCommand(world: World, label: string, alone: boolean) {
  const scene = await setScene(world, label, { kinds: alone ? [] : ['env'] })
  const kept: Place = filePlace(join(scene.folder, 'kept'))
  await kept.store(scene.old.secret)
  scene.places.push(kept)
  return scene
}

test('a command that lies, fails or hangs: the exit code is true, and a run with a good one heals', async () => {
  const chosen = commands.filter(({ slow }) => nightly || !slow)
  const cases = chosen.flatMap(command => (['alone', 'second'] as const).map(where => ({ command, where })))
  let labels = 0
  const complaints = await inLanes(cases, 4, openWorld, async ({ command, where }, world) => {
    const scene = await sceneWithCommand(world, `ci-${labels++}`, where === 'alone')
    const unreliable = command.name === 'stores another value' ? [scene.places.length - 1] : []
    const run = await runJudged(scene, { args: withCommands(scene, [command.script]), unreliable })
    const found = told('run', run)
    if (run.exitCode !== command.exit[where]) found.push(`not ${command.exit[where]}: ${words(run)}`)
    scene.args = withCommands(scene, ['cat > FILE'])
    found.push(...(await healed(scene, { rerun: false })))
    scene.remove()
    return found.map(fault => `${command.name}, ${where}: ${fault}`)
  })
  say(`${cases.length} commands that deliver, badly or well`)
  expect(complaints).toEqual([])
}, 600_000)

/** Somebody else writes the first of two places while a rotation is under way: at which request, what, how it ends. */
const meddlings = [
  { at: 3, value: 'another value', exit: 0 },
  { at: 7, value: 'another value', exit: 0 },
  { at: 8, value: 'another value', exit: 9 },
  { at: 6, value: '99999|of-a-newer-token', exit: 12 },
  { at: 7, value: '99999|of-a-newer-token', exit: 12 },
  { at: 8, value: '99999|of-a-newer-token', exit: 9 },
]

test('a file that somebody else writes meanwhile: never overwritten blindly, and never a lie about it', async () => {
  let labels = 0
  const complaints = await inLanes(meddlings, 3, openWorld, async ({ at, value, exit }, world) => {
    const scene = await setScene(world, `ci-${labels++}`, { kinds: ['file', 'env'] })
    const path = join(scene.folder, 'token')
    let seen = 0
    const run = await runJudged(scene, {
      unreliable: [0],
      during: () =>
        arrived(world, () => {
          seen++
          if (seen === at) writeFileSync(path, `${value}\n`)
          return seen === at
        }),
    })
    const found = told('run', run)
    const left = ofLabel(scene.label, run.evidence.after)
    if (run.exitCode !== exit) found.push(`not ${exit}: ${words(run)}`)
    if (run.exitCode !== 0 && !left.some(({ id }) => id === scene.old.id)) found.push('the old one is gone')
    scene.remove()
    return found
  })
  say(`${meddlings.length} meddlings`)
  expect(complaints).toEqual([])
}, 120_000)

test('a file to which lines are added meanwhile keeps them', async () => {
  const world = await openWorld()
  const scene = await setScene(world, 'ci-lines', { kinds: ['env'] })
  let seen = 0
  const run = await runJudged(scene, {
    during: () =>
      arrived(world, () => {
        seen++
        if (seen === 6) appendFileSync(join(scene.folder, '.env'), 'Y=3\nZ=2\n')
        return seen === 6
      }),
  })
  expect(told('run', run)).toEqual([])
  expect(run.exitCode).toBe(0)
  expect(scene.places[0]?.capture()?.toString()).toContain('Z=2\nY=3\nZ=2\n')
  scene.remove()
})
