/** A network of a checkpoint that leaves as a program: the one that was chosen, traced, with what is said of it. */
import { counted } from '../../../shared/counted'
import type { Exported } from '../../../shared/domain'
import type { Traced } from '../../engine/tracing/graph'
import type { Chosen, ExportSource } from '../format'
import { checkpointEpoch } from '../tools/checkpoint-option'
import { partOf } from '../tools/parts'

export interface ChosenNetwork {
  graph: Traced
  part: string
  epoch: number
  step: number
  /** Where it comes from, in words by key. */
  about: Record<'run' | 'model' | 'settings' | 'epoch' | 'step' | 'pictures', string>
}

/** @throws StudioError what tracing throws */
export async function chosenNetwork(
  { run, trace }: Pick<ExportSource, 'run' | 'trace'>,
  { number, word }: Chosen
): Promise<ChosenNetwork> {
  const { part, settled } = partOf(word('part'))
  const { graph, epoch, step } = await trace({ epoch: checkpointEpoch(word), part, batch: number('batch'), settled })
  const about = {
    run: run.name,
    model: run.model,
    settings: JSON.stringify(run.settings),
    epoch: String(epoch),
    step: String(step),
    pictures: 'numbers from -1 to 1, [batch, height, width, channels]'
  }
  return { graph, part, epoch, step, about }
}

/** Names and shapes of what goes in, or comes out. */
export const shapeWords = (list: Traced['inputs']): string =>
  list.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ')

/** @param operations that it is written with */
export const exportedNetwork = (
  bytes: Exported['bytes'],
  { graph, epoch, step }: ChosenNetwork,
  { word }: Chosen,
  operations: number
): Exported => ({
  bytes,
  mark: `epoch ${epoch} ${word('part').replace(':', ' ')}`,
  words: `${shapeWords(graph.inputs)} → ${shapeWords(graph.outputs)}, ${counted(operations, 'operation')}`,
  facts: { operations, epoch, step }
})
