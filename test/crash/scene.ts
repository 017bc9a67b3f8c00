import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from '../../src/domain/checksum.ts'
import { labelOf } from '../../src/domain/label.ts'
import type { LoggedRequest } from '../../src/sandbox/server/request-log.ts'
import { type Ended, type Launch, type RunOptions, startBeatpass } from './beatpass.ts'
import { fastFolder } from './fast-folder.ts'
import { type Evidence, judge } from './judge.ts'
import { agePlace, envPlace, filePlace, idOf, type Place } from './places.ts'
import type { Planted, World } from './world.ts'

/** One label with its destinations, alone in a folder, ready to be rotated. */
export interface Scene {
  world: World
  label: string
  folder: string
  places: Place[]
  old: Planted
  env: Record<string, string>
  /** Where a run finds what it acts with, when it is not the world's session. */
  credential?: () => Promise<string>
  /** `tokens rotate LABEL --to … --json` */
  args: string[]
  remove(): void
}

export type PlaceKind = 'file' | 'env' | 'age'

/** A fresh label whose token every place holds; `extra` are further destinations, `options` further arguments. */
export async function setScene(
  world: World,
  label: string,
  { kinds = ['env', 'file'], options = [] }: { kinds?: PlaceKind[]; options?: string[] } = {},
): Promise<Scene> {
  const folder = mkdtempSync(join(fastFolder, 'beatpass-crash-'))
  const age = kinds.includes('age') ? await agePlace(folder, label) : undefined
  const make = {
    file: () => filePlace(join(folder, 'token')),
    env: () => envPlace(join(folder, '.env')),
    age: () => age?.place as Place,
  }
  const places = kinds.map(kind => make[kind]())
  world.plant(`${label} ~abcdefghij`, 'other')
  const old = world.plant(label)
  for (const place of places) await place.store(old.secret)
  // Not so young that a list which lags behind would lack it.
  world.advance(60_000)
  return {
    world,
    label,
    folder,
    places,
    old,
    env: { BEATPASS_API_URL: world.apiUrl, BEATPASS_TOKEN: world.session.secret, ...age?.env },
    args: ['tokens', 'rotate', label, ...places.flatMap(({ to }) => ['--to', to]), '--json', ...options],
    remove() {
      rmSync(folder, { recursive: true, force: true })
      for (const { id, name } of world.live()) if (labelOf(name) === label) world.remove(id)
    },
  }
}

type Raw = Pick<Evidence, 'label' | 'adopted'> & {
  looks: { request?: LoggedRequest; live: Evidence['after']['live']; bytes: (Buffer | undefined)[] }[]
}

/** Looks at everything at each request from now on. `finish` gives what was seen. */
export function observe({ world, places, label, old }: Scene) {
  const adopted = world.live().some(({ id, name }) => id === old.id && name === label) ? old.id : undefined
  const raw: Raw = { label, adopted, looks: [] }
  const look = (request?: LoggedRequest) => {
    const bytes = places.map(place => place.capture())
    raw.looks.push({ ...(request ? { request } : {}), live: world.live(), bytes })
  }
  look()
  const end = world.watch(look)
  return {
    async finish(): Promise<Pick<Evidence, 'label' | 'adopted' | 'before' | 'moments' | 'after'>> {
      end()
      look()
      const looks = await Promise.all(
        raw.looks.map(async ({ bytes, ...rest }) => ({
          ...rest,
          held: await Promise.all(places.map(async (place, at) => idOf(await place.secretIn(bytes[at])))),
        })),
      )
      const [before, after] = [looks[0], looks.at(-1)]
      if (!before || !after) throw new Error('nothing was looked at')
      const moments = looks.flatMap(({ request, ...rest }) => (request ? [{ ...rest, request }] : []))
      return { label, adopted, before, moments, after }
    },
  }
}

export interface Judged extends Ended {
  evidence: Evidence
  /** What the judge found; empty for a good run. */
  faults: string[]
}

type JudgedOptions = Omit<RunOptions, 'home'> &
  Partial<Pick<Evidence, 'graced' | 'unreliable'>> & {
    /** Another way to run it than as a process of its own. */
    launch?: Launch
  }

let homes = 0

/** Runs the command in a fresh HOME and judges it. `during` is called once it runs. */
export async function runJudged(scene: Scene, options: JudgedOptions = {}): Promise<Judged> {
  const home = join(scene.folder, `home-${homes++}`)
  mkdirSync(home, { mode: 0o700 })
  const seen = observe(scene)
  const args = options.args ?? scene.args
  const credential = scene.credential && { BEATPASS_TOKEN: await scene.credential() }
  const place = { home, env: { ...scene.env, ...credential, ...options.env } }
  const ended = await (options.launch?.(args, place).ended ?? runAlone(args, place, options))
  const { graced, unreliable } = options
  const evidence: Evidence = {
    ...(await seen.finish()),
    exitCode: ended.exitCode ?? undefined,
    stdout: ended.stdout,
    stderr: ended.stderr,
    leaks: leaksIn({ stdout: ended.stdout, stderr: ended.stderr, ...filesBelow(home) }),
    ...(graced === undefined ? {} : { graced }),
    ...(unreliable === undefined ? {} : { unreliable }),
  }
  return { ...ended, evidence, faults: judge(evidence) }
}

async function runAlone(args: readonly string[], place: RunOptions, options: Pick<RunOptions, 'during'>) {
  const running = startBeatpass(args, place)
  await options.during?.(running)
  return await running.ended
}

/** The texts that hold a token's secret part, by its checksum. */
export function leaksIn(texts: Record<string, string>): string[] {
  return Object.entries(texts).flatMap(([where, text]) =>
    holdsSecret(text) ? [`a secret is in ${where}`] : [],
  )
}

function holdsSecret(text: string): boolean {
  for (const [word] of text.matchAll(/[A-Za-z0-9]{48,}/g)) {
    for (let at = 0; at + 48 <= word.length; at++) {
      if (crc32(word.slice(at, at + 40)) === word.slice(at + 40, at + 48)) return true
    }
  }
  return false
}

/** The text of every file below a folder. */
export function filesBelow(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.map(name => join(folder, name)).filter(path => statSync(path).isFile())
  return Object.fromEntries(files.map(path => [path, readFileSync(path, 'latin1')]))
}
