import type { DestinationAddress } from './destination.ts'
import { InvalidInput } from './errors.ts'

/** Schemes whose place is the label's own. */
const ownPlaces = new Set(['store', 'keychain'])

/**
 * The address of one label's place: `{label}` in it becomes the label, `{LABEL}` the same as a variable is named (`CI_MAIN`).
 * Throws `InvalidInput` for a label that would mean something else in an address. In `exec:` braces are the shell's.
 */
export function addressFor(address: DestinationAddress, label: string): DestinationAddress {
  if (address.scheme === 'exec' || !/\{(label|LABEL)\}/.test(address.rest)) return address
  const rest = address.rest.replace(/\{LABEL\}/g, variableName(label)).replace(/\{label\}/g, () => {
    if (/^[\p{L}\p{N}][\p{L}\p{N} ._+-]*$/u.test(label)) return label
    throw new InvalidInput(`'${label}' cannot stand for {label} in '${address.text}'`, {
      hint: '{LABEL} takes any name: what is no letter or digit becomes _',
    })
  })
  return { scheme: address.scheme, rest, text: `${address.scheme}:${rest}` }
}

/**
 * Throws `InvalidInput` where several labels would be delivered to one place, by one address or by two: each would overwrite
 * the one before.
 */
export function refuseOnePlaceForMany(
  addresses: readonly DestinationAddress[],
  labels: readonly string[],
): void {
  for (const [place, count] of takersOf(addresses, labels)) {
    if (count === 1) continue
    throw new InvalidInput(`${place} cannot take the secrets of ${count} tokens`, {
      hint: 'a place of its own for each: file:secrets/{label} or env:.env#TOKEN_{LABEL}',
    })
  }
}

/** How many of the labels are delivered to each place; a place that two addresses name for one label has one. */
function takersOf(addresses: readonly DestinationAddress[], labels: readonly string[]): Map<string, number> {
  const takers = new Map<string, number>()
  const shared = addresses.filter(({ scheme }) => !ownPlaces.has(scheme))
  for (const label of labels) {
    for (const place of new Set(shared.map(address => addressFor(address, label).text))) {
      takers.set(place, (takers.get(place) ?? 0) + 1)
    }
  }
  return takers
}

function variableName(label: string): string {
  return label.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()
}
