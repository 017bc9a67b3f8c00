import { describe, expect, test } from 'vitest'
import { StdoutDestination } from '../../../src/adapters/destinations/stdout.ts'
import { UnsafeEnvironment } from '../../../src/domain/errors.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { freshSecret } from '../../fakes/secrets.ts'

destinationContract('stdout:', async () => {
  const printed: string[] = []
  let broken = false
  const print = (text: string) => {
    if (broken) throw new UnsafeEnvironment('stdout is closed', { hint: 'keep it open' })
    printed.push(text)
  }
  return {
    destination: new StdoutDestination({ print, mask: () => undefined, leadsNowhere: () => false }),
    held: async () => printed.at(-1)?.replace(/\n$/, ''),
    snapshot: async () => [...printed],
    breakWrites: async () => {
      broken = true
    },
  }
})

describe('stdout:', () => {
  test('the secret is masked before it is printed, once, with one newline', async () => {
    const told: string[] = []
    const secret = freshSecret()
    const destination = new StdoutDestination({
      print: text => void told.push(`print ${text}`),
      mask: value => void told.push(`mask ${value.reveal()}`),
      leadsNowhere: () => false,
    })
    await destination.write(secret)
    expect(told).toEqual([`mask ${secret.reveal()}`, `print ${secret.reveal()}\n`])
    expect(destination.remembered).toBe(false)
  })

  test('one that leads nowhere is refused before anything is minted', async () => {
    const destination = new StdoutDestination({
      print: () => undefined,
      mask: () => undefined,
      leadsNowhere: () => true,
    })
    await expect(destination.probe()).rejects.toMatchObject({ code: 'destination_unavailable', exitCode: 7 })
  })
})
