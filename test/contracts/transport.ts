import { afterEach } from 'vitest'
import { answersContract } from './transport-answers.ts'
import { TransportBench, type TransportUnderTest } from './transport-bench.ts'
import { failuresContract } from './transport-failures.ts'
import { tlsContract } from './transport-tls.ts'

/** What every transport does, against real servers on loopback. */
export function transportContract(name: string, under: TransportUnderTest): void {
  const bench = new TransportBench(name, under)
  afterEach(async () => {
    for (const close of bench.closing.splice(0)) await close()
  })
  answersContract(bench)
  failuresContract(bench)
  tlsContract(bench)
}
