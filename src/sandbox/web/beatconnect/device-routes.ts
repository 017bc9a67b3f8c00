import type { Context, Hono } from 'hono'
import type { BeatconnectParts } from '../../routes/beatconnect/parts.ts'
import type { RateLimit } from '../../service/rate-limit.ts'
import type { Account } from '../../store/accounts.ts'
import type { DeviceRow } from '../../store/oauth/devices.ts'
import { messagePage } from '../message-page.ts'
import { show } from '../show.ts'
import { signedInAs } from '../signed-in-as.ts'
import type { WebEnv } from '../web-env.ts'
import { toSignIn } from './authorize-routes.ts'
import { deviceCodePage, deviceConsentPage } from './device-pages.ts'

const path = '/oauth/device'

/** Where a person allows a device that has no browser: first its code, then the question (RFC 8628). */
export function addDevicePages(site: Hono<WebEnv>, parts: BeatconnectParts): void {
  const guesses = parts.newLimit(10)
  site.get(path, async c => {
    const account = signedInAs(c, parts)
    if (!account) return toSignIn(c, 'the device')
    const typed = c.req.query('user_code') ?? ''
    return show(c, deviceCodePage(account, c.get('session').csrf, { typed }))
  })
  site.post(path, c => step(c, parts, guesses, ask))
  site.post(`${path}/decision`, c => step(c, parts, guesses, decide))
}

type Next = (c: Context<WebEnv>, parts: BeatconnectParts, account: Account, device: DeviceRow) => Answer
type Answer = Response | Promise<Response>

/** Finds the device by the code in the form. Codes are short, so not many may be tried. */
async function step(c: Context<WebEnv>, parts: BeatconnectParts, guesses: RateLimit, next: Next) {
  const account = signedInAs(c, parts)
  if (!account) return toSignIn(c, 'the device')
  const typed = c.get('form').user_code ?? ''
  const refuse = (problem: string, status: 422 | 429) =>
    show(c, deviceCodePage(account, c.get('session').csrf, { typed, problem }), status)
  if (!guesses(`account ${account.id}`).allowed) return refuse('Too many codes: wait a minute.', 429)
  const device = parts.devices.waiting(typed)
  return device ? next(c, parts, account, device) : refuse('No device waits under that code.', 422)
}

function ask(c: Context<WebEnv>, { apps }: BeatconnectParts, account: Account, device: DeviceRow): Answer {
  const app = apps.living(device.appId)
  if (!app) return gone(c)
  const userCode = c.get('form').user_code ?? ''
  return show(c, deviceConsentPage(account, c.get('session').csrf, { app, userCode, scopes: device.scopes }))
}

function decide(
  c: Context<WebEnv>,
  { apps, devices }: BeatconnectParts,
  account: Account,
  device: DeviceRow,
) {
  if (!apps.living(device.appId)) return gone(c)
  const allowed = c.get('form').decision === 'allow'
  devices.decide(device, account, allowed)
  const [title, text] = allowed
    ? ['Allowed', 'Go back to the device: it goes on by itself. You can close this page.']
    : ['Denied', 'The device was told. You can close this page.']
  return show(c, messagePage(title, text, { end: true }))
}

function gone(c: Context<WebEnv>): Answer {
  return show(c, messagePage('Not possible', 'The application of that device was revoked.'), 422)
}
