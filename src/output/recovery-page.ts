/** A point at which a rotation can be cut, what is left, what the next run does, and the test that shows it. */
export interface CrashRow {
  at: string
  found: string
  next: string
  test: string
}

/** The crash table of the rotation protocol, in words. */
export const crashTable: readonly CrashRow[] = [
  {
    at: 'before the create is sent, or while it is sent',
    found: 'the old token, stored and working',
    next: 'rotates as if nothing had happened',
    test: 'test/crash/killed.test.ts',
  },
  {
    at: 'the platform created the new token, and its answer was lost',
    found: 'the old token working, and a new one that nobody holds',
    next: 'the same run finds it by its name, revokes it and tries once more; where that run is dead, later ones are busy for 15 minutes, then replace both',
    test: 'test/crash/killed.test.ts',
  },
  {
    at: 'between two deliveries, or within one',
    found: 'some places hold the new token, some the old one; both work',
    next: 'after 15 minutes creates a fresh one, delivers it everywhere, verifies, revokes the older ones',
    test: 'test/crash/killed.test.ts',
  },
  {
    at: 'delivered everywhere, the old token not revoked yet',
    found: 'all places hold the new token; both work',
    next: 'reads back and asks the platform again, never trusting memory, then revokes the old one',
    test: 'test/crash/killed.test.ts',
  },
  {
    at: 'the revocation was sent and its answer lost, or it was answered and did not happen',
    found: 'the new token in place; the old one gone or not',
    next: 'lists: gone is done, else revokes again; still listed is exit 9, never 0',
    test: 'test/crash/lying-platform.test.ts',
  },
  {
    at: 'two jobs rotate the same token at once',
    found: 'two new tokens for a moment',
    next: 'the smaller id wins, the other job revokes its own and ends with 12',
    test: 'test/crash/rivals.test.ts',
  },
  {
    at: 'a job sleeps for longer than 15 minutes and wakes up',
    found: 'its new token was revoked by the job that took over',
    next: 'the sleeper lists before each write, sees that, and ends with 12',
    test: 'test/crash/paused.test.ts',
  },
  {
    at: 'a place that cannot be read back, and the job gone',
    found: 'old and new working; nobody knows which of them the place holds',
    next: 'revokes nothing first: creates a fresh one, delivers it, then revokes both',
    test: 'test/rotation/explore-odd.test.ts',
  },
  {
    at: 'the platform sends no date, or a wrong one',
    found: 'ages are unknown',
    next: 'takes other claims for young and leaves them alone: exit 12',
    test: 'test/crash/lying-platform.test.ts',
  },
  {
    at: 'Ctrl-C, a closed terminal, a CI job that is cancelled',
    found: 'within 5 seconds one of the states above; the last line says which',
    next: 'as above',
    test: 'test/crash/signals.test.ts',
  },
]

/** The page that `beatpass help recovery` prints. */
export function recoveryPage(): string {
  const rows = crashTable.map(({ at, found, next, test }) =>
    [`* ${at}`, part('left behind', found), part('the next run', next), part('shown by', test)].join('\n'),
  )
  return `What an interrupted rotation leaves, and what the next run does

A rotation creates the new token, delivers it everywhere, reads it back, and only then revokes the old one. At every
moment each place holds a token that works. To recover, run the same command again, from any machine: it needs nothing
but the platform and the places that were delivered to. Exit 9 means unfinished but safe, 12 that another run is at it.

${rows.join('\n\n')}

Nothing is revoked that is not known to be ours: tokens of the label with a rotation tag (' ~' and ten characters), and
the one that you named. To look for yourself: beatpass tokens list --name LABEL
`
}

const width = 100

/** A named part of a row, its words wrapped below each other. */
function part(name: string, words: string): string {
  const lines = ['']
  for (const word of words.split(' ')) {
    const last = lines.length - 1
    if (`${lines[last]} ${word}`.length > width - 18) lines.push(word)
    else lines[last] = `${lines[last]} ${word}`.trimStart()
  }
  const [first = '', ...rest] = lines
  return [`    ${`${name}:`.padEnd(14)}${first}`, ...rest.map(line => `${' '.repeat(18)}${line}`)].join('\n')
}
