/** How framings and pairings are spelt in the database. */
import { framing as framingSchema, pairing as pairingSchema, type Framing, type Pairing } from '../../shared/domain'

/** One spelling for one framing. */
export function framingKey(framing: Framing): string {
  const { size, channels, fit, position } = framingSchema.parse(framing)
  return JSON.stringify({ size, channels, fit, position })
}

/** One spelling for one pairing: keys in the schema's order. */
export const pairingKey = (pairing: Pairing): string => JSON.stringify(pairingSchema.parse(pairing))
