/** Kinds of settings, and what every file here makes them of. */
import type { SettingDefinition, Settings } from '../../../shared/domain'

export type IntSetting = Extract<SettingDefinition, { type: 'int' }>
export type FloatSetting = Extract<SettingDefinition, { type: 'float' }>
export type ChoiceSetting = Extract<SettingDefinition, { type: 'choice' }>

/** What a registry has, as a setting's choices. */
export const choicesOf = (definitions: readonly { id: string; label: string }[]): { value: string; label: string }[] =>
  definitions.map(({ id, label }) => ({ value: id, label }))

/** Settings of which some have defaults of the preset's own. @throws Error when a key is none of theirs. */
export function withDefaults(settings: readonly SettingDefinition[], own: Settings): SettingDefinition[] {
  const unknown = Object.keys(own).find(key => !settings.some(setting => setting.key === key))
  if (unknown !== undefined) throw new Error(`None of these settings is "${unknown}".`)
  return settings.map(setting => ({ ...setting, default: own[setting.key] ?? setting.default }) as SettingDefinition)
}
