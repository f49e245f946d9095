/** How framings, pairings and packed files are spelt in the database. */
import { createHash } from 'node:crypto'
import { usualZoom } from '../../shared/datasets/framed'
import { framing as framingSchema, pairing as pairingSchema, type Framing, type Pairing } from '../../shared/domain'

/** One spelling for one framing. */
export function framingKey(framing: Framing): string {
  const { size, height, channels, fit, zoom = usualZoom, position, background } = framingSchema.parse(framing)
  return JSON.stringify({
    size,
    ...(height === undefined || height === size ? {} : { height }),
    channels,
    fit,
    ...(fit === 'crops' ? { zoom } : {}),
    position,
    ...(isWhite(background) ? {} : { background })
  })
}

/** What lies behind pictures where nothing else was chosen. */
export const isWhite = (background: Framing['background']): boolean =>
  background === undefined || background === '#ffffff'

/** A short name for pictures that are excluded, by their places; empty for none. */
export const exclusionsKey = (places: readonly number[]): string =>
  places.length === 0 ? '' : createHash('sha256').update(places.join()).digest('hex').slice(0, 16)

/** One spelling for one packed file of a dataset. @param without see `exclusionsKey` */
export const cacheKey = (framing: Framing, without: string): string =>
  without === '' ? framingKey(framing) : `${framingKey(framing)} without ${without}`

/** One spelling for one pairing: its way, then what that wants to know, by name. */
export function pairingKey(pairing: Pairing): string {
  const { how, ...said } = pairingSchema.parse(pairing)
  return JSON.stringify({ how, ...Object.fromEntries(Object.entries(said).toSorted(([a], [b]) => (a < b ? -1 : 1))) })
}
