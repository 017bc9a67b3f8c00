import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DestinationRegistry } from '../../../src/adapters/destinations/registry.ts'
import { parseDestination } from '../../../src/domain/destination.ts'
import { InvalidInput, StoreUnavailable } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import type { Entry, SecretStore } from '../../../src/ports/secret-store.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { snapshotOf } from '../../folder.ts'
import { everyKind, knownSchemes } from './every-kind.ts'
import { freshRemoteWorld } from './remote-world.ts'
import { freshSurroundings } from './surroundings.ts'

const entry: Entry = { service: 'beatpass', account: 'default/ci-main' }

/** A secret store of the plainest kind, to see what the destination does with one. */
class PlainStore implements SecretStore {
  readonly name = 'keychain'
  readonly location = 'memory'
  readonly held = new Map<string, Secret>()
  readonly calls: string[] = []
  broken = false

  async probe(): Promise<void> {
    this.calls.push('probe')
    if (this.broken) throw new StoreUnavailable('no keychain', { hint: 'start one' })
  }

  async read({ account }: Entry): Promise<Secret | undefined> {
    this.calls.push('read')
    return this.held.get(account)
  }

  async write({ account }: Entry, secret: Secret): Promise<void> {
    this.calls.push('write')
    if (this.broken) throw new StoreUnavailable('no keychain', { hint: 'start one' })
    this.held.set(account, secret)
  }

  async remove({ account }: Entry): Promise<void> {
    this.held.delete(account)
  }
}

async function freshRegistry() {
  const world = await freshSurroundings()
  const { cwd } = world
  const stores = { own: new PlainStore(), keychain: new PlainStore() }
  const opened: string[] = []
  const printed: string[] = []
  const registry = new DestinationRegistry({
    ...world,
    print: text => void printed.push(text),
    mask: () => undefined,
    leadsNowhere: () => false,
    remote: () => freshRemoteWorld(),
    openStore: name => {
      opened.push(name ?? 'own')
      return name ? stores.keychain : stores.own
    },
  })
  return { open: (to: string) => registry.open(parseDestination(to), entry), stores, opened, printed, cwd }
}

/** Where the form is no address, for its capitals are no names there. */
const examples: Record<string, string | undefined> = {
  azure: 'azure:site-ci/beatpass-token',
  gcp: 'gcp:acme-site/beatpass-token',
  k8s: 'k8s:ci/beatpass#token',
}

describe('the registry of destinations', () => {
  test.each([
    ['store:', { readsBack: true, remembered: true }],
    ['keychain:', { readsBack: true, remembered: true }],
    ['file:a b#c', { readsBack: true, remembered: true }],
    ['env:a#b#T', { readsBack: true, remembered: true }],
    ['stdout:', { readsBack: false, remembered: false }],
    ['exec:cat > /dev/null', { readsBack: false, remembered: true }],
    ['github:acme/site#T', { readsBack: false, remembered: true }],
    ['github-output:T', { readsBack: false, remembered: false }],
    ['github-env:T', { readsBack: false, remembered: false }],
  ])('opens %s and touches nothing', async (to, claims) => {
    const { open, opened } = await freshRegistry()
    expect(open(to)).toMatchObject({ to, ...claims })
    expect(opened).toEqual([])
  })

  test.each(['store:x', 'keychain:x', 'stdout:x', 'file:', 'env:x', 'exec:', 'github:x', 'github-env:PATH'])(
    'refuses %s',
    async to => {
      const { open } = await freshRegistry()
      expect(() => open(to)).toThrow(InvalidInput)
    },
  )

  test('an unknown scheme is answered with the known ones', async () => {
    const { open } = await freshRegistry()
    const hint = `known are ${knownSchemes()}`
    expect(hint).toMatch(/^known are store:, keychain:, file:, env:, stdout:, exec:/)
    expect(() => open('ftp:x')).toThrow(
      expect.objectContaining({ message: "no destination is called 'ftp:'", hint, exitCode: 2 }),
    )
  })

  // Regressed: two of them held Markdown's backticks, which the table and the CSV printed.
  test('tell themselves in plain words', () => {
    for (const { about, needs } of everyKind()) expect(`${about} ${needs}`).not.toContain('`')
  })

  test.each(everyKind().map(facts => [facts.form, facts] as const))(
    'what is told of %s is what the destination says of itself',
    async (form, facts) => {
      const { open } = await freshRegistry()
      const { to, readsBack, writesConditionally } = open(examples[facts.scheme] ?? form)
      expect({ scheme: to.split(':')[0], readsBack, writesConditionally }).toEqual({
        scheme: facts.scheme,
        readsBack: facts.readsBack,
        writesConditionally: facts.writesConditionally,
      })
      expect(form.startsWith(`${facts.scheme}:`)).toBe(true)
    },
  )

  test('a remembered command runs where it ran before', async () => {
    const [before, now] = [await freshRegistry(), await freshRegistry()]
    const { to, address } = before.open('exec:cat > token.txt')
    const remembered = now.open(address)
    expect(remembered).toMatchObject({ to, address })
    const secret = freshSecret()
    await remembered.probe()
    await remembered.write(secret, await remembered.observe())
    expect(await readFile(join(before.cwd, 'token.txt'), 'utf8')).toBe(secret.reveal())
    expect(await snapshotOf(now.cwd)).toEqual([])
  })

  test('a remembered entry of pass is in that store alone', async () => {
    const [before, now] = [await freshRegistry(), await freshRegistry()]
    const { to, address } = before.open('pass:ci/beatpass')
    expect(now.open(address)).toMatchObject({ to, address })
    await expect(now.open(address).probe()).rejects.toMatchObject({
      exitCode: 7,
      message: `pass:ci/beatpass is in the password store ${before.cwd}/.password-store, and pass uses ${now.cwd}/.password-store now`,
    })
  })

  test('store: opens the own store, keychain: the keychain, each once', async () => {
    const { open, stores, opened } = await freshRegistry()
    const [own, keychain] = [open('store:'), open('keychain:')]
    for (const destination of [own, keychain]) {
      await destination.probe()
      await destination.write(freshSecret(), await destination.observe())
    }
    expect(opened).toEqual(['own', 'keychain'])
    expect(stores.own.calls).toEqual(['probe', 'read', 'read', 'write'])
    expect(stores.keychain.held.has('default/ci-main')).toBe(true)
  })
})

for (const scheme of ['store:', 'keychain:'] as const) {
  destinationContract(scheme, async () => {
    const { open, stores } = await freshRegistry()
    const store = scheme === 'store:' ? stores.own : stores.keychain
    return {
      destination: open(scheme),
      held: async () => store.held.get(entry.account)?.reveal(),
      put: async value => {
        store.held.set(entry.account, new Secret(value))
      },
      snapshot: async () => [...store.held].map(([account, secret]) => [account, secret.reveal()]),
      traces: async () => store.calls.filter(call => call === 'write').length,
      breakWrites: async () => {
        store.broken = true
      },
    }
  })
}
