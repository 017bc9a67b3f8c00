import { expect, test } from 'vitest'
import { bothWays } from '../front/both-ways.ts'
import { newHolder } from './person.ts'

// Commands that scripts call by the thousand run without commander: nothing of what they say may differ.

const lines: [number, string][] = [
  [0, 'whoami'],
  [0, 'whoami --json'],
  [0, '--json whoami --offline'],
  [0, 'tokens list'],
  [0, 'tokens list --header'],
  [0, '--json tokens list'],
  [0, 'tokens list --ndjson --sort=name'],
  [0, 'tokens list --csv --sort used --sort name'],
  [0, 'tokens list --name bench'],
  [0, 'tokens list --name=nothing-like-it --json'],
  [0, 'tokens list --status active --within 3d'],
  [0, 'tokens list --limit 1'],
  [0, 'tokens show bench'],
  [0, 'tokens show bench --json'],
  [0, 'tokens revoke bench --dry-run'],
  [0, 'tokens revoke --all-but-current --dry-run --json'],
  [0, 'tokens revoke --expired --yes'],
  [0, 'tokens revoke --unused-for 1d --dry-run'],
  [0, 'tokens check'],
  [0, 'tokens check --json'],
  [2, 'tokens list --ndjson --csv'],
  [2, 'tokens list --timeout never'],
  [2, 'tokens list --platform nowhere'],
  [2, '--api-url http://example.test tokens list'],
  [2, 'tokens revoke --yes'],
  [2, 'tokens revoke bench'],
  [4, 'tokens revoke absent --yes --json'],
  [4, 'tokens show -- --json'],
  [4, 'tokens show absent --json'],
  [10, 'tokens check --within 91d'],
  [0, 'tokens rotate bench --dry-run --to file:token'],
  [0, 'tokens rotate bench --dry-run --within 7d --to=file:token --json'],
  [2, 'tokens create'],
  [2, 'tokens create ab'],
  [2, 'tokens create ci-main --expires yesterday --to nowhere:x'],
  [2, 'tokens create ci-main --to nowhere:x --expires yesterday'],
  [2, 'tokens create ci-main --to stdout: --json'],
  [2, 'tokens create ci-main ci-other --reveal'],
  [2, '--store nowhere tokens create ci-main'],
  [2, 'tokens rotate bench --web --dry-run'],
  [2, 'tokens rotate bench --grace soon'],
  [4, 'tokens rotate absent --dry-run --to file:token'],
  [4, 'tokens create bench --to file:token'],
]

test.each(lines)('%i: %s', async (exitCode, line) => {
  const person = await newHolder()
  const { fast, slow } = await bothWays(line.split(' '), person.env)
  expect(fast).toMatchObject({ exitCode })
  expect(fast).toEqual(slow)
})
