/** What output pages show: the last picture, for those that come later. */
import type { ShownOutput } from '../../../shared/domain'
import type { Handlers } from '../../../shared/ipc'
import type { Context } from '../context'

export function outputHandlers({ emit }: Pick<Context, 'emit'>): Pick<Handlers, 'showOutput' | 'lastOutput'> {
  let last: ShownOutput | null = null
  return {
    showOutput: async shown => {
      last = shown
      emit('output', shown)
      return null
    },
    lastOutput: async () => last
  }
}
