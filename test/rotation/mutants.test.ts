import { describe, expect, test } from 'vitest'
import { explore } from './explorer.ts'
import { shortenPatience } from './model/short-patience.ts'
import { claimMutants } from './mutants/claim-mutants.ts'
import { deliveryMutants } from './mutants/delivery-mutants.ts'
import { revokeMutants } from './mutants/revoke-mutants.ts'
import { printCount } from './print-count.ts'

const minutes = 60_000
shortenPatience()

const mutants = [...claimMutants, ...deliveryMutants, ...revokeMutants]

describe('each guard of the protocol is needed', () => {
  test(
    'without any one of them there is a counterexample',
    () => {
      const survivors: string[] = []
      for (const { name, scenario, protocol } of mutants) {
        const { broken } = explore(scenario, 1_000_000, protocol)
        if (broken) printCount(`killed in ${broken.trace.length} steps: ${name} (${broken.rule})`)
        else survivors.push(name)
      }
      printCount(`${mutants.length - survivors.length} of ${mutants.length} mutants killed`)
      expect(survivors).toEqual([])
    },
    20 * minutes,
  )

  test.each(mutants.filter(({ protocol }) => protocol))(
    'and with all of them there is none: $name',
    ({ scenario }) => {
      expect(explore(scenario).broken).toBeUndefined()
    },
  )
})
