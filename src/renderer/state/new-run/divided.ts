/** A recipe's settings by where they are set: beside the pictures, in sight, or behind “Advanced”. */
import type { SettingDefinition } from '../../../shared/domain'

/** Those that are drawn beside the framing, for models that have them. */
const colourKey = 'channels'
const sizeKey = 'size'
const aspectKey = 'aspect'

export interface Divided {
  colour: SettingDefinition | undefined
  size: SettingDefinition | undefined
  aspect: SettingDefinition | undefined
  important: readonly SettingDefinition[]
  advanced: readonly SettingDefinition[]
}

/** @param framed its pictures have a framing that is chosen beside them */
export function dividedSettings(definitions: readonly SettingDefinition[], framed: boolean): Divided {
  const beside = (wanted: string): SettingDefinition | undefined =>
    framed ? definitions.find(({ key }) => key === wanted) : undefined
  const [colour, size, aspect] = [beside(colourKey), beside(sizeKey), beside(aspectKey)]
  const others = definitions.filter(definition => ![colour, size, aspect].includes(definition))
  return {
    colour,
    size,
    aspect,
    important: others.filter(({ advanced }) => !advanced),
    advanced: others.filter(({ advanced }) => advanced)
  }
}
