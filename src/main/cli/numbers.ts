/** Numbers on the command line, checked where they are read: wrong ones are bad usage. */
import { InvalidArgumentError } from 'commander'

export const seedRange = [0, 2147483647] as const

export const whole =
  (low: number, high = Number.MAX_SAFE_INTEGER) =>
  (word: string): number => {
    const value = /^\s*[-+]?\d+\s*$/.test(word) ? Number(word) : NaN
    if (!Number.isSafeInteger(value) || value < low || value > high)
      throw new InvalidArgumentError(`It must be a whole number ${range(low, high)}.`)
    return value
  }

export const decimal =
  (low: number, high: number) =>
  (word: string): number => {
    const value = word.trim() === '' ? NaN : Number(word)
    if (!Number.isFinite(value) || value < low || value > high)
      throw new InvalidArgumentError(`It must be a number ${range(low, high)}.`)
    return value
  }

const range = (low: number, high: number): string =>
  high === Number.MAX_SAFE_INTEGER ? `of at least ${low}` : `from ${low} to ${high}`
