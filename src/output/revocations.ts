import { printable } from '../domain/printable.ts'
import type { Revocation } from '../operations/revocation.ts'
import type { Terminal } from '../ports/terminal.ts'
import { jsonText } from './json.ts'
import { errorJson, throwFailures } from './outcomes.ts'

/** Each token's outcome: a sentence for people, `id`, `label`, `outcome` in a pipe, or JSON; then throws what failed. */
export function showRevocations(
  revocations: readonly Revocation[],
  terminal: Terminal,
  { json = false }: { json?: boolean },
): void {
  for (const { warnings } of revocations) for (const warning of warnings) terminal.note(`warning: ${warning}`)
  if (json)
    terminal.print(
      jsonText(
        revocations.map(one => revocationJson(one, terminal)),
        terminal.stdout,
      ),
    )
  else if (revocations.length === 0) terminal.note('nothing to revoke')
  else terminal.print(revocations.map(terminal.stdout.terminal ? sentence : line).join(''))
  const errors = revocations.flatMap(({ error }) => (error ? [error] : []))
  throwFailures(errors, revocations.length, 'tokens')
}

const line = ({ token, outcome }: Revocation) =>
  `${printable(`${token.id}`)}\t${printable(token.label)}\t${outcome}\n`

const endings: Record<Revocation['outcome'], string> = {
  revoked: 'is revoked',
  forgotten: 'was gone already; its stored secret is removed',
  failed: 'could not be revoked',
  'would-revoke': 'would be revoked',
  interrupted: 'was left as it is',
}

const sentence = ({ token, outcome }: Revocation) =>
  `token ${printable(token.id)} '${printable(token.label)}' ${endings[outcome]}\n`

function revocationJson({ token, outcome, error }: Revocation, terminal: Terminal) {
  return { token, outcome, ...(error ? { error: errorJson(error, terminal) } : {}) }
}
