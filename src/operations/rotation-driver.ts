import { advance, interrupt } from '../domain/rotation/advance.ts'
import { nextEffect } from '../domain/rotation/next-effect.ts'
import { type Effect, newRun } from '../domain/rotation/run.ts'
import { RotationHands } from './rotation-hands.ts'
import type { DriverPorts, RotationEnd, RotationWork } from './rotation-work.ts'

/** How long one rotation may take before it stops at the next safe point, milliseconds. */
const longestRotation = 180_000

const reads = new Set<Effect['do']>(['list', 'read', 'wait', 'end'])

/** Runs the protocol to its end: asks it for the next effect, performs that through the ports, hands the answer back. */
export async function driveRotation(work: RotationWork, ports: DriverPorts): Promise<RotationEnd> {
  const hands = new RotationHands(work, ports)
  let run = newRun(work.goal)
  let stopping = false
  let overdue = false
  const deadline = new Date(ports.clock.now().getTime() + longestRotation)
  for (;;) {
    overdue ||= ports.clock.now() >= deadline
    if ((ports.interruption.requested || overdue) && !stopping) {
      stopping = true
      run = interrupt(run)
    }
    const effect = nextEffect(run)
    if (effect.do === 'end') return { ...hands.finish(run, undefined), overdue }
    if (work.dryRun && !reads.has(effect.do)) return { ...hands.finish(run, effect), overdue }
    work.onEffect(effect, run)
    run = advance(run, await hands.perform(effect))
  }
}
