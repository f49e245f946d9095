/** `--grid` and `--random`, read by the model's own definitions. */
import type { SettingValue } from '../../../shared/domain'
import type { ModelDefinition } from '../../models/definition'
import { UsageError } from '../output'
import { readSettings } from '../settings'

/** `key=a,b,c`, each read as `--set` reads it. @throws UsageError */
export function readAxis(model: ModelDefinition, word: string): { key: string; values: SettingValue[] } {
  const { key, rest } = split(word, '--grid wants key=value,value…')
  const values = rest.split(',').map(value => {
    const read = readSettings(model, [`${key}=${value.trim()}`])[key]
    if (read === undefined) throw new UsageError(`--grid wants key=value,value…; got "${word}".`)
    return read
  })
  return { key, values: [...new Set(values)] }
}

/** `key=low..high`. @throws UsageError */
export function readRange(model: ModelDefinition, word: string): { key: string; from: number; to: number } {
  const wanted = '--random wants key=low..high'
  const { key, rest } = split(word, wanted)
  const [low = '', high = '', ...more] = rest.split('..')
  const [from, to] = [low, high].map(each => (each.trim() === '' ? NaN : Number(each)))
  if (from === undefined || to === undefined || !Number.isFinite(from) || !Number.isFinite(to) || more.length > 0)
    throw new UsageError(`${wanted}; got "${word}".`)
  // Both ends are values that the model takes, so that all between are.
  readSettings(model, [`${key}=${from}`])
  readSettings(model, [`${key}=${to}`])
  return { key, from, to }
}

function split(word: string, wanted: string): { key: string; rest: string } {
  const at = word.indexOf('=')
  if (at < 1) throw new UsageError(`${wanted}; got "${word}".`)
  return { key: word.slice(0, at).trim(), rest: word.slice(at + 1) }
}
