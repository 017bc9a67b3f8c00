import { inspect } from 'node:util'
import { expect } from 'vitest'
import { GithubPlace } from '../../../../src/adapters/destinations/github.ts'
import { RemoteDestination } from '../../../../src/adapters/destinations/remote/remote-destination.ts'
import type { BeatpassError } from '../../../../src/domain/errors.ts'
import type { Secret } from '../../../../src/domain/secret.ts'
import { startGithub } from '../../../emulators/github.ts'
import { freshRemoteWorld } from '../remote-world.ts'

export const token = 'github_pat_writer'

/** An emulator, and destinations that deliver to it; each `open` is a run of its own. */
export async function freshGithub(env: Record<string, string> = {}) {
  const github = await startGithub()
  const world = freshRemoteWorld({ env: { GITHUB_API_URL: github.url, GH_TOKEN: token, ...env } })
  const open = (rest = 'acme/site#BEATPASS_TOKEN') => new RemoteDestination(new GithubPlace(rest, world))
  const site = github.place('acme/site')
  return { github, world, open, site }
}

/** What it is refused with; fails when it is not. Neither `secret` nor the service's credential may be in any part of it. */
export async function refusal(work: Promise<unknown>, secret?: Secret): Promise<BeatpassError> {
  const error: unknown = await work.then(
    () => 'not refused',
    reason => reason,
  )
  expect(error).toMatchObject({ hint: expect.stringMatching(/\S/) })
  const told = inspect(error, { depth: 9, showHidden: true })
  expect(told).not.toContain(token)
  if (secret) expect(told).not.toContain(secret.reveal().slice(3))
  return error as BeatpassError
}
