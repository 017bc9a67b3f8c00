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
 * the one before. `placeOf` gives what is the same for all addresses of a label's place.
 */
export function refuseOnePlaceForMany(
  addresses: readonly DestinationAddress[],
  labels: readonly string[],
  placeOf: (address: DestinationAddress, label: string) => string = ({ text }) => text,
): void {
  for (const { text, count } of takersOf(addresses, labels, placeOf)) {
    if (count === 1) continue
    throw new InvalidInput(`${text} cannot take the secrets of ${count} tokens`, {
      hint: 'a place of its own for each: file:secrets/{label} or env:.env#TOKEN_{LABEL}',
    })
  }
}

/** How many of the labels are delivered to each place; a place that two addresses name for one label has one. */
function takersOf(
  addresses: readonly DestinationAddress[],
  labels: readonly string[],
  placeOf: (address: DestinationAddress, label: string) => string,
): Iterable<{ text: string; count: number }> {
  const takers = new Map<string, { text: string; count: number }>()
  const shared = addresses.filter(({ scheme }) => !ownPlaces.has(scheme))
  for (const label of labels) {
    const met = new Set<string>()
    for (const own of shared.map(address => addressFor(address, label))) {
      const place = placeOf(own, label)
      if (met.has(place)) continue
      met.add(place)
      const { text, count } = takers.get(place) ?? { text: own.text, count: 0 }
      takers.set(place, { text, count: count + 1 })
    }
  }
  return takers.values()
}

function variableName(label: string): string {
  return label.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()
}
