/** `--set key=value`, read by the model's own definitions. */
import type { Settings, SettingValue } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { completeSettings, type ModelDefinition } from '../models/definition'
import { findModel } from '../models'
import { UsageError } from './output'

/** @throws UsageError naming the models there are */
export function modelNamed(id: string): ModelDefinition {
  return asUsage(() => findModel(id))
}

/** @throws UsageError for a word without = */
export function checkWords(words: readonly string[]): void {
  const wrong = words.find(word => word.indexOf('=') < 1)
  if (wrong !== undefined) throw new UsageError(`--set wants key=value; got "${wrong}".`)
}

/** @throws UsageError for a word without =, an unknown key, or a value out of range */
export function readSettings(model: ModelDefinition, words: readonly string[]): Settings {
  checkWords(words)
  const given: Settings = {}
  for (const word of words) {
    const at = word.indexOf('=')
    const key = word.slice(0, at).trim()
    given[key] = readValue(model, key, word.slice(at + 1).trim())
  }
  asUsage(() => completeSettings(model, given))
  return given
}

function readValue(model: ModelDefinition, key: string, word: string): SettingValue {
  const type = model.settings.find(setting => setting.key === key)?.type
  if (type === 'flag') return word === 'true' ? true : word === 'false' ? false : word
  if (type === 'int' || type === 'float') return word !== '' && Number.isFinite(Number(word)) ? Number(word) : word
  return word
}

function asUsage<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input' ? new UsageError(error.message) : error
  }
}
