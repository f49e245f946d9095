/** How pictures are framed, by the options of the command line. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Dataset, Framing } from '../../../shared/domain'
import { whole } from '../numbers'
import { UsageError } from '../output'

/** Left out: as the dataset is shown. */
export interface FramingOptions {
  fit?: Framing['fit']
  zoom?: number
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
      new Option(
        '--fit <how>',
        'fill and cut, show whole pictures with bars, stretch them, or learn random crops'
      ).choices(['cover', 'contain', 'stretch', 'crops'])
    )
    .option('--zoom <n>', 'of crops: how many times as large the picture is, 2 to 4', whole(2, 4))
    .addOption(
      new Option('--keep <what>', 'what is kept where pictures are cut').choices(['centre', 'attention', 'top'])
    )
    .option('--background <colour>', 'beside whole pictures and behind transparent ones, such as #000000', colour)

/** @throws UsageError where one word has nothing to do without another */
export function checkFraming({ fit, zoom }: FramingOptions): void {
  if (zoom !== undefined && fit !== 'crops') throw new UsageError('--zoom is for `--fit crops`.')
}

/** Undefined where nothing was said. */
export function framingOf(
  { framing }: Pick<Dataset, 'framing'>,
  { fit, zoom, keep, background }: FramingOptions
): Pick<Framing, 'fit' | 'zoom' | 'position' | 'background'> | undefined {
  if (fit === undefined && keep === undefined && background === undefined) return undefined
  return {
    fit: fit ?? framing.fit,
    ...(zoom === undefined ? {} : { zoom }),
    position: keep ?? framing.position,
    background: background ?? framing.background
  }
}
