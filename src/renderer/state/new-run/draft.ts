/** The form as it was kept: from an older version perhaps, so only what still fits is taken. */
import type { Framing } from '../../../shared/domain'
import type { Json } from '../preferences.svelte'
import type { Raw } from './settings-form'

export interface Draft {
  /** Id of the recipe that was chosen. */
  chosen?: string
  name?: string
  seed?: string
  fit?: Framing['fit']
  zoom?: number
  position?: Framing['position']
  background?: string
  /** By recipe, only what differs from its suggestion. */
  typed: Record<string, Record<string, Raw>>
  advancedOpen: boolean
  /** As `StartFrom` kept it. */
  start: Json | undefined
}

export function draftFrom(kept: Json | undefined): Draft {
  const { chosen, typed, name, seed, fit, zoom, position, background, advancedOpen, start } = fieldsOf(kept)
  return {
    ...(typeof chosen === 'string' ? { chosen } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof seed === 'string' ? { seed } : {}),
    ...(fit === 'cover' || fit === 'contain' || fit === 'stretch' || fit === 'crops' ? { fit } : {}),
    ...(zoom === 2 || zoom === 3 || zoom === 4 ? { zoom } : {}),
    ...(position === 'centre' || position === 'attention' || position === 'top' ? { position } : {}),
    ...(typeof background === 'string' && /^#[0-9a-f]{6}$/.test(background) ? { background } : {}),
    typed: Object.fromEntries(Object.entries(fieldsOf(typed)).map(([model, values]) => [model, rawsOf(values)])),
    advancedOpen: advancedOpen === true,
    start
  }
}

const fieldsOf = (value: Json | undefined): Readonly<Record<string, Json | undefined>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

const rawsOf = (values: Json | undefined): Record<string, Raw> =>
  Object.fromEntries(
    Object.entries(fieldsOf(values)).filter(
      (entry): entry is [string, Raw] => typeof entry[1] === 'string' || typeof entry[1] === 'boolean'
    )
  )
