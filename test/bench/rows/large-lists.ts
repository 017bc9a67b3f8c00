import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { makeCertificates } from '../../fakes/certificates.ts'
import type { MeasuredRow, Side, Topic } from '../row.ts'
import type { Scene } from '../scene.ts'
import { startServerProcess, trusting } from '../server-process.ts'

const tokens = 100_000
/** The shortest line of any form, in bytes: a shorter output is no list. */
const leastRow = 60
const gates = { s: 0.45, MiB: 90 }

/** Every form and order whose cost differs. */
const forms = ['--sort none', '', '--csv', '--ndjson', '--json']

interface Listed {
  seconds: number
  firstRow: number
  mebibytes: number
}

/** A list of 100,000 tokens over HTTPS: how long it takes, when its first row is there, its peak memory. */
export const largeLists: Topic = {
  name: 'large-lists',
  async rows(scene) {
    const { key, cert, ca } = makeCertificates()
    const port = await startServerProcess(
      scene,
      'list-server.js',
      [String(tokens)],
      JSON.stringify({ key, cert }),
    )
    const env = {
      ...(await trusting(scene, { ca })),
      BEATPASS_PLATFORM: 'vebto',
      BEATPASS_API_URL: `https://127.0.0.1:${port}/api/v1`,
      BEATPASS_TOKEN: `5|${'b'.repeat(48)}`,
    }
    const floor = scene.floor(`list.cjs ${env.BEATPASS_API_URL}/users/me`, { env })
    return forms.flatMap(form =>
      rowsOf(scene.beatpass(`tokens list ${form}`.trimEnd(), { env }), floor, scene),
    )
  },
}

/** The first of the rows runs it and the least script in turns, the others tell what else was seen then. */
function rowsOf(side: Side, floor: Side, scene: Scene): MeasuredRow[] {
  let ran: (Listed & { least: number })[] = []
  const row = (what: string, unit: MeasuredRow['unit'], how: string) =>
    ({ kind: 'measured', name: `${side.name}, 100,000${what}`, how, unit }) as const
  return [
    {
      ...row('', 's', 'HTTPS'),
      gate: gates.s,
      async measure(rounds) {
        ran = []
        for (let round = 0; round < rounds; round++) {
          const listed = await list(side, scene)
          ran.push({ ...listed, least: (await list(floor, scene)).seconds })
        }
        return ran.map(({ seconds }) => seconds)
      },
      least: () => ran.map(({ least }) => least),
    },
    { ...row(': first row', 's', 'HTTPS'), measure: async () => ran.map(({ firstRow }) => firstRow) },
    {
      ...row(': peak', 'MiB', 'of all rounds'),
      gate: gates.MiB,
      measure: async () => [Math.max(...ran.map(({ mebibytes }) => mebibytes))],
    },
  ]
}

async function list({ command, env }: Side, scene: Scene): Promise<Listed> {
  const [node = '', ...args] = command
  const start = performance.now()
  const peak = join(scene.project, 'test', 'bench', 'tell-peak.cjs')
  const child = spawn(node, ['--require', peak, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  let [firstRow, kibibytes, bytes] = [0, '', 0]
  child.stdout?.on('data', chunk => {
    firstRow ||= performance.now() - start
    bytes += chunk.length
  })
  child.stdio[3]?.on('data', text => {
    kibibytes += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0 || bytes < leastRow * tokens) throw new Error(`exit ${code} after ${bytes} bytes`)
  return {
    seconds: (performance.now() - start) / 1000,
    firstRow: firstRow / 1000,
    mebibytes: Number(kibibytes) / 1024,
  }
}
