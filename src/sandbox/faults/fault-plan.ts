import type { Misbehaviour } from './misbehaviour.ts'
import type { Fault } from './parse-fault.ts'

export interface DueFaults {
  /** As typed. */
  texts: string[]
  misbehave: Misbehaviour
}

/** Counts the request for every fault that matches it, and gives what is due, the first fault outermost. */
export type FaultPlan = (method: string, path: string) => DueFaults

/** Keeps the counts of a run of the sandbox. `path` is what follows the API address. */
export function faultPlan(faults: Fault[]): FaultPlan {
  const counted = faults.map(fault => ({ fault, seen: 0 }))
  return (method, path) => {
    const due = counted.filter(entry => {
      if (!matches(entry.fault, method, path)) return false
      entry.seen++
      return entry.seen >= entry.fault.first && entry.seen <= entry.fault.last
    })
    return {
      texts: due.map(({ fault }) => fault.text),
      misbehave: due.map(({ fault }) => fault.misbehave).reduceRight(outside, wellBehaved),
    }
  }
}

const wellBehaved: Misbehaviour = ({ request }, work) => work(request)

function outside(inner: Misbehaviour, outer: Misbehaviour): Misbehaviour {
  return (exchange, work) => outer(exchange, request => inner({ ...exchange, request }, work))
}

function matches(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== '*' && fault.method !== method) return false
  return fault.prefix ? path.startsWith(fault.path) : path === fault.path
}
