import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Side, Topic } from '../row.ts'
import { runSide } from '../run-side.ts'
import type { Scene } from '../scene.ts'

/** What a claim is given to settle, in milliseconds: it is waited for on purpose (rotation.md). */
const settling = 1_000

/**
 * What a CI job runs, on a sandbox of this machine: a create, a rotation with nothing due and a whole one. What the requests
 * take there is counted in, so the gate is a hard one.
 */
export const rotation: Topic = {
  name: 'rotation',
  async rows(scene) {
    const env = await holder(scene)
    const create = (label: string) =>
      scene.beatpass(`tokens create ${label} --to file:${join(scene.home, label)}`, { env })
    await runSide(create('ci-main'))
    const { bareNode } = scene
    const rotate: Side = scene.beatpass('tokens rotate ci-main', { env, stdout: /^ci-main\trotated\t/ })
    const nothingDue: Side = scene.beatpass('tokens rotate ci-main --within 7d', {
      env,
      stdout: /^ci-main\tnothing-due\t/,
    })
    return [
      {
        kind: 'measured',
        name: 'beatpass tokens create, into a file',
        how: bareNode.name,
        unit: 'x',
        async measure(rounds) {
          const ratios: number[] = []
          for (let round = 0; round < rounds; round++) {
            const { ms } = await runSide(create(`round-${round}`))
            ratios.push(ms / (await runSide(bareNode)).ms)
          }
          return ratios
        },
      },
      { kind: 'paired', ours: nothingDue, theirs: bareNode },
      {
        kind: 'measured',
        name: rotate.name,
        how: 'beyond the second in which its claim settles',
        unit: 'ms',
        gate: 1_500,
        async measure(rounds) {
          const times: number[] = []
          for (let round = 0; round < rounds; round++) times.push((await runSide(rotate)).ms - settling)
          return times
        },
      },
    ]
  },
}

/** The environment of somebody who acts with BEATPASS_TOKEN on a sandbox of their own. */
async function holder(scene: Scene): Promise<Record<string, string>> {
  const sandbox = spawn(process.execPath, [scene.script, 'sandbox', '--no-rate-limit'], {
    env: scene.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  scene.closing(async () => {
    sandbox.kill('SIGTERM')
    await once(sandbox, 'close')
  })
  const [line] = await once(createInterface(sandbox.stdout), 'line')
  const { apiUrl, email, password } = JSON.parse(line)
  const answer = await fetch(`${apiUrl}/auth/login`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, token_name: 'bench' }),
  })
  const { user } = (await answer.json()) as { user: { access_token: string } }
  return { BEATPASS_API_URL: apiUrl, BEATPASS_TOKEN: user.access_token }
}
