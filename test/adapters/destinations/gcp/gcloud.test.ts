import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { freshSecret } from '../../../fakes/secrets.ts'
import { feed } from '../../../feed.ts'
import { freshManager } from '../gcp-bench.ts'

// The only tool of these tests that Debian has no package of: where it is not here, the run names this test as skipped.
const { status } = spawnSync('gcloud', ['--version'])

test.skipIf(status === null)(
  'the real gcloud reads what we wrote, and we what it wrote, on the same server',
  async () => {
    const { destination, server, world, folder } = await freshManager()
    const env = {
      ...world.env,
      PATH: process.env.PATH,
      HOME: folder,
      CLOUDSDK_CONFIG: `${folder}/gcloud`,
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: '1',
    }
    const gcloud = async (input: string, ...args: string[]) => {
      const running = promisify(execFile)('gcloud', ['secrets', 'versions', ...args, '--project=acme-prod'], {
        env,
      })
      feed(running.child, input)
      return (await running).stdout
    }
    const ours = freshSecret(12)
    await destination.write(ours, await destination.observe())
    expect(await gcloud('', 'access', 'latest', '--secret=token')).toBe(ours.reveal())
    const theirs = freshSecret(13)
    await gcloud(theirs.reveal(), 'add', 'token', '--data-file=-')
    expect((await destination.observe()).secret?.equals(theirs)).toBe(true)
    const [one, other] = server.asked
      .filter(({ path }) => path.endsWith(':addVersion'))
      .map(({ path, body }) => ({ path, payload: Object.keys(JSON.parse(body).payload).sort() }))
    expect(one).toEqual(other)
  },
  90_000,
)
