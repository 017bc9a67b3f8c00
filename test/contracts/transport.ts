import { afterEach } from 'vitest'
import { answersContract } from './transport-answers.ts'
import { TransportBench, type TransportUnderTest } from './transport-bench.ts'
import { failuresContract } from './transport-failures.ts'
import { openContract, throughOpen } from './transport-open.ts'
import { tlsContract } from './transport-tls.ts'

/** What every transport does, against real servers on loopback; the same rules hold for a body read as it comes. */
export function transportContract(name: string, under: TransportUnderTest): void {
  const bench = new TransportBench(name, under)
  const opened = new TransportBench(`${name}, as it comes`, {
    ...under,
    make: async options => throughOpen(await under.make(options)),
  })
  afterEach(async () => {
    for (const close of [...bench.closing.splice(0), ...opened.closing.splice(0)]) await close()
  })
  for (const one of [bench, opened]) {
    answersContract(one)
    failuresContract(one)
    tlsContract(one)
  }
  openContract(bench)
}
