/** What output pages show: the last picture, for those that come later. */
import type { ShownOutput } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers } from '../../../shared/ipc'
import type { Context } from '../context'

export function outputHandlers({ emit }: Pick<Context, 'emit'>): Pick<Handlers, 'showOutput' | 'lastOutput'> {
  let last: ShownOutput | null = null
  return {
    showOutput: async shown => {
      const { width, height, rgba } = shown.picture
      if (rgba.length !== 4 * width * height)
        throw new StudioError('bad-input', `A picture of ${width}×${height} has not ${rgba.length} bytes.`)
      last = shown
      emit('output', shown)
      return null
    },
    lastOutput: async () => last
  }
}
