import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppNotFound, CredentialRejected, Forbidden } from '../../src/domain/errors.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Applications } from '../../src/ports/applications.ts'

/** An adapter with somebody who may use it. */
export interface ApplicationsUnderTest {
  applications: Applications
  /** Of an account that has no application yet. */
  credential: Secret
  close(): Promise<void>
}

const web = {
  name: 'Beat Shop',
  type: 'web',
  redirectUris: ['https://shop.example/cb'],
  scopes: ['user.profile'],
} as const
const mobile = { ...web, name: 'Beat App', type: 'mobile', redirectUris: ['com.example.app:/cb'] } as const

/** What every adapter for OAuth applications promises (src/ports/applications.ts). */
export function applicationsContract(name: string, make: () => Promise<ApplicationsUnderTest>): void {
  describe(`${name} keeps the contract of applications`, () => {
    let made: ApplicationsUnderTest
    beforeAll(async () => {
      made = await make()
    })
    afterAll(() => made?.close())
    const creating = async (wanted: typeof web | typeof mobile = web) => {
      const { applications, credential } = made
      return { ...made, ...(await applications.create(credential, wanted)) }
    }

    test('what is registered is listed and found as it was told; a web application has a secret', async () => {
      const { applications, credential, app, secret } = await creating()
      expect(app).toMatchObject({ ...web, status: 'active', id: expect.stringMatching(/^[\w-]+$/) })
      expect(secret).toBeInstanceOf(Secret)
      expect(await applications.find(credential, app.id)).toEqual(app)
      expect(await applications.list(credential)).toContainEqual(app)
    })

    test('a mobile one can keep no secret and gets none', async () => {
      const { applications, credential, app, secret } = await creating(mobile)
      expect([app.type, secret]).toEqual(['mobile', undefined])
      await expect(applications.renewSecret(credential, app.id)).rejects.toThrow(Forbidden)
    })

    test('two of one name are two', async () => {
      const [one, other] = [await creating(), await creating()]
      expect(one.app.id).not.toBe(other.app.id)
    })

    test('a new secret is another one', async () => {
      const { applications, credential, app, secret = new Secret('') } = await creating()
      const renewed = await applications.renewSecret(credential, app.id)
      expect([renewed.equals(secret), renewed.length > 0]).toEqual([false, true])
    })

    test('a revoked one stays listed as such', async () => {
      const { applications, credential, app } = await creating()
      await applications.revoke(credential, app.id)
      const revoked = { ...app, status: 'revoked' }
      expect(await applications.find(credential, app.id)).toEqual(revoked)
      expect(await applications.list(credential)).toContainEqual(revoked)
      await expect(applications.renewSecret(credential, app.id)).rejects.toThrow(Forbidden)
    })

    test.each(['find', 'renewSecret', 'revoke'] as const)(
      '%s of an id that is none: not found',
      async verb => {
        const { applications, credential } = made
        await expect(applications[verb](credential, 'client_none')).rejects.toThrow(AppNotFound)
      },
    )

    test('a credential that is none is rejected', async () => {
      const { applications } = made
      const nobodys = new Secret(`bcat_${'a'.repeat(40)}`)
      await expect(applications.list(nobodys)).rejects.toThrow(CredentialRejected)
      await expect(applications.create(nobodys, web)).rejects.toThrow(CredentialRejected)
    })
  })
}
