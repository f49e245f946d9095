/** How framings and pairings are spelt in the database. */
import { framing as framingSchema, pairing as pairingSchema, type Framing, type Pairing } from '../../shared/domain'

/** One spelling for one framing. */
export function framingKey(framing: Framing): string {
  const { size, channels, fit, position } = framingSchema.parse(framing)
  return JSON.stringify({ size, channels, fit, position })
}

/** One spelling for one pairing: its way, then what that wants to know, by name. */
export function pairingKey(pairing: Pairing): string {
  const { how, ...said } = pairingSchema.parse(pairing)
  return JSON.stringify({ how, ...Object.fromEntries(Object.entries(said).toSorted(([a], [b]) => (a < b ? -1 : 1))) })
}
