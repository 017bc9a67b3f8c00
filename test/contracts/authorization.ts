import { afterEach, describe, expect, test } from 'vitest'
import { CredentialRejected, SignInExpired } from '../../src/domain/errors.ts'
import type { Authorization, Grant, GrantRequest } from '../../src/ports/authorization.ts'

/** An authorization server with somebody who says yes on its pages. */
export interface AuthorizationUnderTest extends GrantRequest {
  authorization: Authorization
  now(): Date
  /** Says yes on the page that a browser was to open. */
  allow(page: string): Promise<void>
  /** The same on another device, where the code is typed. */
  allowOnDevice(page: string, userCode: string): Promise<void>
}

/** What every adapter for an authorization server promises (src/ports/authorization.ts). */
export function authorizationContract(name: string, make: () => Promise<AuthorizationUnderTest>): void {
  describe(`${name} keeps the contract of an authorization server`, () => {
    const open: { close(): Promise<void> }[] = []
    afterEach(async () => {
      for (const one of open.splice(0)) await one.close()
    })
    const begun = async () => {
      const made = await make()
      const { client, scopes } = made
      const waiting = await made.authorization.inBrowser({ client, scopes, waitMs: 2_000 })
      open.push(waiting)
      await made.allow(waiting.page)
      await waiting.answered()
      return { ...made, waiting }
    }
    const granted = async () => {
      const made = await begun()
      const grant = await made.waiting.grant()
      return { ...made, grant, refresh: refreshOf(grant) }
    }

    test('tells of itself', async () => {
      const { authorization } = await make()
      const facts = await authorization.facts()
      expect(facts).toEqual({ issuer: expect.stringMatching(/^https?:/), onDevice: true, revokes: true })
    })

    test('a yes in the browser is granted what was asked for, once', async () => {
      const { waiting, scopes, now } = await begun()
      expect(waiting.page).toMatch(/^https?:/)
      expect(waiting.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
      const grant = await waiting.grant()
      expect(grant.scopes).toEqual(scopes)
      expect(grant.refresh?.equals(grant.access)).toBe(false)
      expect(grant.expiresAt?.getTime()).toBeGreaterThan(now().getTime())
      await expect(waiting.grant()).rejects.toThrow(SignInExpired)
    })

    test('a yes on another device is granted the same', async () => {
      const { authorization, client, scopes, now, allowOnDevice } = await make()
      const asked = await authorization.onDevice({ client, scopes })
      expect(asked.expiresAt.getTime()).toBeGreaterThan(now().getTime())
      const granting = asked.grant()
      await allowOnDevice(asked.page, asked.userCode)
      expect((await granting).scopes).toEqual(scopes)
    })

    test('a refresh gives another pair, and the token that was traded in is dead', async () => {
      const { authorization, client, scopes, grant, refresh } = await granted()
      const next = await authorization.refresh(client, refresh)
      expect([next.access.equals(grant.access), refreshOf(next).equals(refresh)]).toEqual([false, false])
      expect(next.scopes).toEqual(scopes)
      await expect(authorization.refresh(client, refresh)).rejects.toThrow(CredentialRejected)
    })

    test('a revoked refresh token is dead, and to revoke a dead one is no error', async () => {
      const { authorization, client, grant, refresh } = await granted()
      await authorization.revoke(client, refresh, 'refresh')
      await authorization.revoke(client, refresh, 'refresh')
      await authorization.revoke(client, grant.access, 'access')
      await expect(authorization.refresh(client, refresh)).rejects.toThrow(CredentialRejected)
    })
  })
}

function refreshOf({ refresh }: Grant) {
  if (!refresh) throw new Error('a grant without a refresh token')
  return refresh
}
