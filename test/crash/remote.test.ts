import type { ChildProcess } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startBeatpass } from '../cli/beatpass.ts'
import { bareEnvironment, newHome } from '../cli/person.ts'
import { type GithubEmulator, startGithub } from '../emulators/github.ts'
import { rootToken, startVault, type VaultEmulator } from '../emulators/vault.ts'
import { freshFolder } from '../folder.ts'
import { inLanes, nightly, sampled, say } from './lanes.ts'
import { beyondLease, openWorld, type World } from './world.ts'

/** What happens at the request: the runner vanishes, the service refuses, or the answer is lost; before or after the work. */
const fates = ['killed before', 'killed after', 'refused', 'lost before', 'lost after'] as const
type Fate = (typeof fates)[number]
type Service = 'github' | 'vault'

interface Point {
  service: Service
  /** The number of the request among those to this service, from 0. */
  at: number
  fate: Fate
}

/** A platform, two services and a file; every run has a home of its own, as a CI runner has. */
class Site {
  readonly world: World
  readonly github: GithubEmulator
  readonly vault: VaultEmulator
  readonly folder: string

  constructor(world: World, github: GithubEmulator, vault: VaultEmulator, folder: string) {
    this.world = world
    this.github = github
    this.vault = vault
    this.folder = folder
  }

  async run(command: string, onStart: (child: ChildProcess) => void = () => undefined) {
    const home = await newHome()
    const env = {
      ...bareEnvironment(home),
      BEATPASS_API_URL: this.world.apiUrl,
      BEATPASS_TOKEN: this.world.session.secret,
      GH_TOKEN: 'github_pat_writer',
      GITHUB_API_URL: this.github.url,
      VAULT_ADDR: this.vault.url,
      VAULT_TOKEN: rootToken,
    }
    const places = `--to github:acme/site#TOKEN --to vault:kv/ci#token --to env:${this.folder}/.env#TOKEN`
    const running = startBeatpass(`tokens ${command} ${places} --json`.split(' '), { env })
    onStart(running.child)
    const ended = await running.ended
    await rm(home, { recursive: true })
    return ended
  }

  /** Ids by place; `undefined` where there is none. */
  async held(): Promise<(string | undefined)[]> {
    const file = await readFile(join(this.folder, '.env'), 'utf8').catch(() => '')
    const vault = this.vault.kv.read('ci').body as { data?: { data?: { token?: string } } } | undefined
    const values = [
      this.github.place('acme/site').secrets.get('TOKEN')?.value,
      vault?.data?.data?.token,
      /^TOKEN='(.*)'$/m.exec(file)?.[1],
    ]
    return values.map(value => value?.split('|')[0])
  }

  live(): string[] {
    return this.world
      .live()
      .filter(({ name }) => name.startsWith('ci-main'))
      .map(({ id }) => id)
  }

  /** How many requests each service has had. */
  get asked(): Record<Service, number> {
    return { github: this.github.requests.length, vault: this.vault.requests.length }
  }
}

async function openSite(): Promise<Site> {
  const world = await openWorld({ strangers: false })
  return new Site(world, await startGithub(), await startVault(), await freshFolder())
}

/** Sees to it that this befalls that request of the run to come. */
function arrange(site: Site, { service, at, fate }: Point): (child: ChildProcess) => void {
  let child: ChildProcess | undefined
  const from = site.asked[service]
  const isDue = () => site.asked[service] === from + at + 1
  const strike = () => {
    if (fate.startsWith('killed')) child?.kill('SIGKILL')
  }
  const after = fate.endsWith('after')
  site.github.fate = () => {
    if (service !== 'github' || !isDue()) return undefined
    strike()
    if (fate === 'refused') return Response.json({ message: 'Forbidden' }, { status: 403 })
    return after ? 'cut-after' : 'cut-before'
  }
  site.vault.faults.splice(0, Number.POSITIVE_INFINITY, {
    when: () => {
      if (service !== 'vault' || !isDue()) return false
      strike()
      return true
    },
    answer: fate === 'refused' ? 403 : 'cut',
    after,
  })
  return started => {
    child = started
  }
}

function calm(site: Site): void {
  site.github.fate = () => undefined
  site.vault.faults.splice(0)
}

const safeEnds = [0, 6, 7, 8, 9, 12]

async function strikeOnce(point: Point, site: Site, ends: Map<string, number>): Promise<string[]> {
  const found: string[] = []
  // The run before has left a claim that a fresh machine respects for a while.
  site.world.advance(beyondLease)
  const [before] = site.live()
  const run = await site.run('rotate ci-main', arrange(site, point))
  calm(site)
  const end = String(run.exitCode ?? 'killed')
  ends.set(end, (ends.get(end) ?? 0) + 1)
  const [live, held] = [site.live(), await site.held()]
  if (held.some(id => id === undefined || !live.includes(id)))
    found.push(`${held} are held, ${live} live: ${run.stderr}`)
  const untouched = live.length === 1 && live[0] === before && held.every(id => id === before)
  if ((run.exitCode === 7 || run.exitCode === 8) && !untouched)
    found.push(`exit ${end}, but ${live} live, ${held} held`)
  if (run.exitCode !== null && !safeEnds.includes(run.exitCode)) found.push(`exit ${end}: ${run.stderr}`)
  site.world.advance(beyondLease)
  const healed = await site.run('rotate ci-main')
  const [left, now] = [site.live(), await site.held()]
  if (healed.exitCode !== 0 || left.length !== 1 || now.some(id => id !== left[0]))
    found.push(`healed with ${healed.exitCode}: ${left} live, ${now} held: ${healed.stderr}`)
  return found
}

async function rotationOf(site: Site): Promise<Record<Service, number>> {
  const made = await site.run('create ci-main')
  expect(made, made.stderr).toMatchObject({ exitCode: 0 })
  site.world.advance(beyondLease)
  const before = site.asked
  const clean = await site.run('rotate ci-main')
  expect(clean, clean.stderr).toMatchObject({ exitCode: 0 })
  const [live, held] = [site.live(), await site.held()]
  expect(held).toEqual([live[0], live[0], live[0]])
  return { github: site.asked.github - before.github, vault: site.asked.vault - before.vault }
}

test('a rotation into GitHub, Vault and a file, struck at any request to a service: nothing is lost, and a run on a fresh machine heals it', async () => {
  const counts = await rotationOf(await openSite())
  expect(Math.min(counts.github, counts.vault)).toBeGreaterThan(4)
  const all = (['github', 'vault'] as const).flatMap(service =>
    Array.from({ length: counts[service] }, (_, at) => at).flatMap(at =>
      fates.map(fate => ({ service, at, fate })),
    ),
  )
  const points = sampled(all, 16)
  const ends = new Map<string, number>()
  const open = async () => {
    const site = await openSite()
    await rotationOf(site)
    return site
  }
  const complaints = await inLanes(points, nightly ? 6 : 3, open, (point, site) =>
    strikeOnce(point, site, ends),
  )
  const codes = [...ends].map(([end, count]) => `${end}: ${count}`).join(', ')
  say(`struck at ${points.length} of ${all.length} points of requests to services: ${codes}`)
  expect(complaints).toEqual([])
}, 1_800_000)
