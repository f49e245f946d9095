/** How pictures become squares, by the options of the command line. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Dataset, Framing } from '../../../shared/domain'

/** Left out: as the dataset is shown. */
export interface FramingOptions {
  fit?: Framing['fit']
  keep?: Framing['position']
  background?: string
}

const colour = (word: string): string => {
  if (!/^#[0-9a-f]{6}$/i.test(word)) throw new InvalidArgumentError('It must be a colour such as #20a0ff.')
  return word.toLowerCase()
}

export const addFraming = (command: Command): Command =>
  command
    .addOption(
      new Option('--fit <how>', 'fill the square and cut, show whole pictures with bars, or stretch them').choices([
        'cover',
        'contain',
        'stretch'
      ])
    )
    .addOption(
      new Option('--keep <what>', 'what is kept where pictures are cut').choices(['centre', 'attention', 'top'])
    )
    .option('--background <colour>', 'beside whole pictures and behind transparent ones, such as #000000', colour)

/** Undefined where nothing was said. */
export function framingOf(
  { framing }: Pick<Dataset, 'framing'>,
  { fit, keep, background }: FramingOptions
): Pick<Framing, 'fit' | 'position' | 'background'> | undefined {
  if (fit === undefined && keep === undefined && background === undefined) return undefined
  return {
    fit: fit ?? framing.fit,
    position: keep ?? framing.position,
    background: background ?? framing.background
  }
}
