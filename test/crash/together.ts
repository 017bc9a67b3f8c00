import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type Running, startBeatpass } from './beatpass.ts'
import { type Evidence, judge } from './judge.ts'
import { filesBelow, leaksIn, observe, type Scene } from './scene.ts'
import type { Planted } from './world.ts'

/** Several runs of one scene that are judged together; each has a credential and a HOME of its own. */
export interface Together {
  start(options?: { env?: Record<string, string>; args?: string[] }): Running & { session: Planted }
  /** Once all have ended: what the judge found. */
  finish(): Promise<{ evidence: Evidence; faults: string[] }>
}

export function runTogether(scene: Scene): Together {
  const seen = observe(scene)
  const started: { running: Running; home: string; session: Planted }[] = []
  return {
    start({ env = {}, args = scene.args } = {}) {
      const home = mkdtempSync(join(scene.folder, 'own-home-'))
      const session = scene.world.plant(`session ${started.length} of '${scene.label}'`)
      const own = { ...scene.env, BEATPASS_TOKEN: session.secret, ...env }
      const running = startBeatpass(args, { home, env: own })
      started.push({ running, home, session })
      return { ...running, session }
    },
    async finish() {
      const ended = await Promise.all(started.map(({ running }) => running.ended))
      const output = ended.map(({ stdout, stderr }) => `${stdout}${stderr}`).join('')
      const files = started.map(({ home }) => filesBelow(home))
      const evidence: Evidence = {
        ...(await seen.finish()),
        exitCode: undefined,
        stdout: '',
        stderr: '',
        leaks: leaksIn({ output, ...Object.assign({}, ...files) }),
        rivals: started.length,
      }
      for (const { session } of started) scene.world.remove(session.id)
      return { evidence, faults: judge(evidence) }
    },
  }
}
