/** A recipe's settings by where they are set: beside the pictures, in sight, or behind “Advanced”. */
import type { SettingDefinition } from '../../../shared/domain'

/** Those that are drawn beside the framing, for models that have them. */
const colourKey = 'channels'
const sizeKey = 'size'

export interface Divided {
  colour: SettingDefinition | undefined
  size: SettingDefinition | undefined
  important: readonly SettingDefinition[]
  advanced: readonly SettingDefinition[]
}

/** @param framed its pictures have a framing that is chosen beside them */
export function dividedSettings(definitions: readonly SettingDefinition[], framed: boolean): Divided {
  const beside = (wanted: string): SettingDefinition | undefined =>
    framed ? definitions.find(({ key }) => key === wanted) : undefined
  const [colour, size] = [beside(colourKey), beside(sizeKey)]
  const others = definitions.filter(definition => definition !== colour && definition !== size)
  return {
    colour,
    size,
    important: others.filter(({ advanced }) => !advanced),
    advanced: others.filter(({ advanced }) => advanced)
  }
}
