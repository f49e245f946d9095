/** What a version of a dataset says of each of its pictures, and how that is spelt in the database. */
import { splits } from '../../../shared/domain'

/** By places of pictures. */
export interface VersionState {
  /** Names of classes, in label order. */
  classes: string[]
  /** 1: not trained on. */
  excluded: number[]
  /** Index into `classes`; −1: none. */
  labels: number[]
  /** Index into `splits`. */
  splits: number[]
}

/** Those that every picture has one of. */
export const perPicture = ['excluded', 'labels', 'splits'] as const

export const isHeldOut = (of: readonly number[], place: number): boolean => of[place] !== splits.indexOf('train')

/** Runs of the same number, as `value*count`: a folder's pictures, of one class after another, take a few letters. */
export function spelt(values: readonly number[]): string {
  const runs: string[] = []
  for (let from = 0; from < values.length;) {
    let to = from + 1
    while (values[to] === values[from]) to++
    runs.push(to - from === 1 ? String(values[from]) : `${values[from]}*${to - from}`)
    from = to
  }
  return runs.join()
}

/** @throws Error where it is not spelt so */
export function numbersIn(text: string): number[] {
  const values: number[] = []
  for (const run of text === '' ? [] : text.split(',')) {
    const [value = NaN, count = 1] = run.split('*').map(Number)
    if (!Number.isInteger(value) || !(count >= 1 && values.length + count <= 1e8))
      throw new Error(`"${run.slice(0, 40)}" is no run of numbers.`)
    for (let i = 0; i < count; i++) values.push(value)
  }
  return values
}

export const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i])
