/**
 * How a run's losses are told apart, in their order: the same colour everywhere, and a dash, so that colour is never
 * the only difference.
 */
const tokens = ['--discriminator', '--generator', '--difference'] as const
const dashes: readonly number[][] = [[], [6, 3], [1, 2]]

/** Curves that are told apart. */
export const curveCount = tokens.length

/** Name of the colour's custom property. */
export const curveToken = (curve: number): string => tokens[curve % tokens.length] ?? tokens[0]
export const curveDash = (curve: number): number[] => dashes[curve % dashes.length] ?? []

/** Of one curve of several runs: three colours whole, then the same dashed. */
export const runToken = (run: number): string => curveToken(run)
export const runDash = (run: number): number[] => curveDash(Math.floor(run / curveCount))

/**
 * Measures begin with the ink: the first is about both networks, the next two about one half each; what else there is,
 * such as how often adaptive augmentation acts, has the third colour.
 */
const measureTokens = ['--text', ...tokens] as const
const measureDashes: readonly number[][] = [[2, 3], ...dashes.slice(0, 2), [8, 2, 2, 2]]
export const measureToken = (measure: number): string =>
  measureTokens[measure % measureTokens.length] ?? measureTokens[0]
export const measureDash = (measure: number): number[] => measureDashes[measure % measureDashes.length] ?? []
