import type { NewApiKey, ShownApiKey } from './api-keys.ts'
import type { Faults } from './oauth/new-app.ts'

/** Reads what was sent for a new key, by the API or by the page; or says what is wrong with it, by field. */
export function readNewKey(
  input: Record<string, unknown>,
  existing: readonly ShownApiKey[],
): NewApiKey | { faults: Faults } {
  const name = typeof input.name === 'string' ? input.name.trim() : ''
  const description = typeof input.description === 'string' ? input.description.trim() : ''
  const { environment } = input
  const replaced = wants(input.replaces) ? existing.find(key => String(key.id) === input.replaces) : undefined
  const faults: Faults = {}
  if (name === '' || [...name].length > 100) faults.name = ['A name has 1 to 100 characters.']
  if ([...description].length > 500) faults.description = ['A description has 500 characters at most.']
  if (environment !== 'live' && environment !== 'sandbox') faults.environment = ['Choose live or sandbox.']
  if (wants(input.replaces) && (!replaced || replaced.revokedAt || replaced.environment !== environment)) {
    faults.replaces = ['Only an active key of the same environment can be replaced.']
  }
  const isRight = environment === 'live' || environment === 'sandbox'
  if (Object.keys(faults).length > 0 || !isRight) return { faults }
  return { name, description: description || null, environment, replaces: replaced?.id ?? null }
}

function wants(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}
