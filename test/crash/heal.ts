import type { Launch } from './beatpass.ts'
import { ofLabel } from './judge.ts'
import { type Judged, runJudged, type Scene } from './scene.ts'
import { beyondLease } from './world.ts'

/** The same command at once, which must do no harm, and as the next scheduled run, which must heal what was left. */
export async function healed(
  scene: Scene,
  options: { rerun?: boolean; launch?: Launch } = {},
): Promise<string[]> {
  const complaints: string[] = []
  const way = options.launch ? { launch: options.launch } : {}
  if (options.rerun ?? true) {
    const rerun = await runJudged(scene, way)
    complaints.push(...told('rerun', rerun))
    if (![0, 9, 12].includes(rerun.exitCode ?? -1)) complaints.push(`rerun: ${words(rerun)}`)
  }
  scene.world.advance(beyondLease)
  const next = await runJudged(scene, way)
  complaints.push(...told('next run', next))
  if (next.exitCode !== 0) complaints.push(`next run: ${words(next)}`)
  const { after, label } = next.evidence
  const left = ofLabel(label, after).map(({ id }) => id)
  if (left.length !== 1 || after.held.some(held => held !== left[0])) {
    complaints.push(`not healed: ${left.join(', ')} live, held are ${after.held.join(', ')}`)
  }
  return complaints
}

/** What the judge found, with the run it was found in. */
export function told(what: string, run: Judged): string[] {
  return run.faults.map(fault => `${what}: ${fault} [${words(run)}]`)
}

export function words({ exitCode, signal, stderr }: Judged): string {
  return `exit ${exitCode ?? signal}: ${stderr.trim().split('\n').slice(-3).join(' / ')}`
}
