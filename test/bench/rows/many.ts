import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BulkPlatform, type Protocol, startBulkPlatform } from '../bulk-platform.ts'
import type { MeasuredRow, Row, Side, Topic } from '../row.ts'
import { runSide } from '../run-side.ts'
import type { Scene } from '../scene.ts'

/** For a thousand creates or revokes, in milliseconds; for ten times as many ten times as much. */
const gates = { h2: 280, https: 350 }
/** How much longer than curl, which only sends the same deletions. */
const curlGate = 3.3
/**
 * A create asks more than the least script does: whether git has the file, whose a lock is before it counts, what killed runs
 * left, what came up meanwhile.
 */
const createSlack = 2

/** Many tokens in one command, whole processes, against a platform without limits. */
export const many = manyOf('many', 1_000, 100)
/** Ten times as many: a round takes long, so that there is one. */
export const manyMore = manyOf('many-10000', 10_000, 1)

function manyOf(name: string, tokens: number, mostRounds: number): Topic {
  return {
    name,
    async rows(scene) {
      const rows: Row[] = []
      for (const protocol of ['h2', 'https'] as const) {
        const platform = await startBulkPlatform(scene, protocol, tokens)
        rows.push(...rowsAt(platform, protocol, scene))
      }
      return rows.map(row => (row.kind === 'measured' ? atMost(mostRounds, row) : row))
    },
  }
}

const atMost = (most: number, row: MeasuredRow): MeasuredRow => ({
  ...row,
  measure: rounds => row.measure(Math.min(rounds, most)),
})

function rowsAt(platform: BulkPlatform, protocol: Protocol, scene: Scene): Row[] {
  const { tokens } = platform
  const row = (what: string, once: () => Promise<number>): MeasuredRow => ({
    kind: 'measured',
    name: `${what} ${tokens}, ${protocol}`,
    how: 'no limits',
    unit: 'ms',
    measure: rounds => inTurn(rounds, once),
  })
  const writes = [
    besideLeast('create', create, platform, protocol, scene),
    besideLeast('revoke', revoke, platform, protocol, scene),
  ]
  if (protocol === 'https') return writes
  const list = row('list', () => timed(listed(platform, scene), tokens + 1, ''))
  const rotate = atMost(1, rotations(platform, row, scene))
  // Of ten thousand deletions over one connection curl loses some, and ends with 16.
  const curl = tokens > 1_000 ? [] : [besideCurl(platform, scene)]
  return [list, ...writes, ...curl, rotate]
}

async function inTurn(rounds: number, once: () => Promise<number>): Promise<number[]> {
  const numbers = []
  for (let round = 0; round < rounds; round++) numbers.push(await once())
  return numbers
}

/** How long it took; throws when not so many lines of its output end like that. */
async function timed(side: Side, lines: number, end: string): Promise<number> {
  const { ms, stdout } = await runSide(side)
  const done = stdout.split('\n').filter(line => line !== '' && line.endsWith(end)).length
  if (done !== lines) throw new Error(`${side.name.slice(0, 60)}: ${done} lines, not ${lines}`)
  return ms
}

const listed = ({ env }: BulkPlatform, scene: Scene) => scene.beatpass('tokens list', { env })

async function create(platform: BulkPlatform, scene: Scene): Promise<number> {
  await platform.reset()
  return await timed(await creation(platform, scene), platform.tokens, '\tcreated')
}

/** Into files of a folder of their own, in a home of its own: what is remembered of earlier ones would be read. */
async function creation({ env, tokens }: BulkPlatform, scene: Scene): Promise<Side> {
  const home = await mkdtemp(join(scene.home, 'many-'))
  const names = Array.from({ length: tokens }, (_, at) => `new-${at}`).join(' ')
  const side = scene.beatpass(`tokens create ${names} --to file:${home}/{label}`, {
    env: { ...env, HOME: home },
  })
  return { ...side, name: `tokens create, ${tokens}` }
}

async function revoke(platform: BulkPlatform, scene: Scene): Promise<number> {
  await platform.reset()
  const { env, tokens } = platform
  const side = scene.beatpass('tokens revoke --all-but-current --yes', { env })
  return await timed(side, tokens, '\trevoked')
}

/** All are created once; each rotation leaves as many of the same names. */
function rotations(
  platform: BulkPlatform,
  row: (what: string, once: () => Promise<number>) => MeasuredRow,
  scene: Scene,
): MeasuredRow {
  let created: Side | undefined
  return row('rotate', async () => {
    if (!created) {
      await platform.reset()
      created = await creation(platform, scene)
      await runSide(created)
    }
    const { tokens } = platform
    const names = Array.from({ length: tokens }, (_, at) => `new-${at}`).join(' ')
    const side = scene.beatpass(`tokens rotate ${names}`, { env: created.env })
    const told = { ...side, name: `tokens rotate, ${tokens}`, stdout: /^(\S+\trotated\t.*\n)+$/ }
    return await timed(told, tokens, '')
  })
}

/** Ours and the least script in turns. */
function besideLeast(
  what: 'create' | 'revoke',
  once: (platform: BulkPlatform, scene: Scene) => Promise<number>,
  platform: BulkPlatform,
  protocol: Protocol,
  scene: Scene,
): MeasuredRow {
  const { tokens } = platform
  let least: number[] = []
  return {
    ...{ kind: 'measured', name: `${what} ${tokens}, ${protocol}`, how: 'no limits', unit: 'ms' },
    gate: (gates[protocol] * tokens) / 1_000,
    ...(what === 'create' && { slack: createSlack }),
    async measure(rounds) {
      least = []
      return await inTurn(rounds, async () => {
        const ours = await once(platform, scene)
        least.push(await leastOf(what, platform, protocol, scene))
        return ours
      })
    },
    least: () => least,
  }
}

async function leastOf(
  what: 'create' | 'revoke',
  platform: BulkPlatform,
  protocol: Protocol,
  scene: Scene,
): Promise<number> {
  await platform.reset()
  const { tokens, origin, env } = platform
  const folder = await mkdtemp(join(scene.home, 'least-'))
  const line = `many.cjs ${protocol} ${what} ${origin} ${tokens} ${folder}`
  return await timed(scene.floor(line, { env }), tokens, `\t${what}d`)
}

function besideCurl(platform: BulkPlatform, scene: Scene): Row {
  const { tokens, origin, authority, env } = platform
  const name = `revoke ${tokens}, h2, by curl -Z`
  const config = join(scene.home, `curl-${tokens}`)
  const curl = scene.other(`curl -Z --parallel-max 16 -sf -X DELETE --cacert ${authority} --config ${config}`)
  if (!curl) return { kind: 'absent', name, why: 'curl is not installed' }
  const ids = Array.from({ length: tokens }, (_, at) => at + 2)
  const entries = ids.map(id => `url = "${origin}/access-tokens/${id}"\noutput = /dev/null\n`)
  const bearer = `header = "Authorization: Bearer ${env.BEATPASS_TOKEN}"\n`
  let least: number[] = []
  const once = async () => {
    await writeFile(config, [bearer, ...entries].join(''))
    await platform.reset()
    const { ms } = await runSide(curl)
    const ours = await revoke(platform, scene)
    least.push((await leastOf('revoke', platform, 'h2', scene)) / ms)
    return ours / ms
  }
  return {
    ...{ kind: 'measured', name, how: 'which only sends the same', unit: 'x', gate: curlGate },
    measure(rounds) {
      least = []
      return inTurn(rounds, once)
    },
    least: () => least,
  }
}
