import { InvalidInput } from '../domain/errors.ts'
import type { Ports } from '../ports/ports.ts'
import { rememberedTokens } from './remembered-tokens.ts'

/** One token under two labels: rotating either would end the other. Throws `InvalidInput` where it is kept as another. */
export async function refuseKnown(
  id: string,
  label: string,
  ports: Pick<Ports, 'tokenRecords'>,
): Promise<void> {
  const { records } = await rememberedTokens(ports)
  const known = records.find(
    record => record.id === id && record.label !== label && record.storedIn.length > 0,
  )
  if (known)
    throw new InvalidInput(`token ${id} is kept already, as '${known.label}'`, {
      hint: 'it needs no second name',
    })
}
