/** Weights in one safetensors file, named by their paths in the networks: what Python's `safetensors` opens. */
import { counted } from '../../shared/counted'
import type { Run } from '../../shared/domain'
import { namesIn } from '../checkpoints/earlier-names'
import { readTensors, safetensorsHeader, tensorEntries } from '../checkpoints/safetensors'
import { checkCancelled } from '../lib/cancel'
import { joinBytes } from '../../shared/files/join'
import { findModel } from '../models'
import { averaged, weightsOf } from '../models/weights'
import type { Format } from './format'
import { checkpointEpoch, checkpointOption } from './tools/checkpoint-option'

const parts = [
  { value: 'drawing', label: 'What draws (averaged weights where the run keeps them)' },
  { value: 'networks', label: 'Every network, as it was trained' },
  { value: 'everything', label: 'Everything: networks, averages, optimisers' }
]

const format: Format = {
  id: 'safetensors',
  title: 'Export weights',
  label: 'Weights (safetensors)',
  summary: 'The weights of a checkpoint in a safetensors file, each under its path.',
  extension: 'safetensors',
  mediaType: 'application/octet-stream',
  keeps: true,
  group: 'weights',
  needs: 'checkpoints',
  options: holdings => [
    checkpointOption(holdings),
    {
      advanced: false,
      key: 'contents',
      type: 'choice',
      label: 'Weights',
      default: 'drawing',
      choices: parts,
      help: 'What draws, every network, or everything.'
    }
  ],
  write: async ({ run, checkpoint }, { word }, { signal }) => {
    const { path, epoch, step } = await checkpoint(checkpointEpoch(word))
    checkCancelled(signal)
    const chosen = chosenWeights(run, [...tensorEntries(path).entries.keys()], word('contents'))
    const inFile = new Set(chosen.values())
    const { tensors } = readTensors(path, name => inFile.has(name))
    const all = [...chosen].flatMap(([name, from]) => {
      const tensor = tensors.get(from)
      return tensor ? [{ name, ...tensor }] : []
    })
    const numbers = all.reduce((sum, { values }) => sum + values.length, 0)
    const { model, settings, name, seed } = run
    const header = safetensorsHeader(
      all.map(tensor => [tensor.name, tensor.shape]),
      {
        producer: 'Atelier',
        run: name,
        model,
        settings: JSON.stringify(settings),
        seed: String(seed),
        epoch: String(epoch),
        step: String(step),
        layout:
          'dense kernels are [in, out], convolutions [height, width, in, out], transposed ones [height, width, ' +
          'out, in], pictures [batch, height, width, channels]'
      }
    )
    return {
      bytes: joinBytes([header, ...all.map(({ values }) => bytesOf(values))]),
      mark: `epoch ${epoch} weights`,
      words: `${counted(all.length, 'tensor')}, ${counted(numbers, 'number')}, epoch ${epoch}`,
      facts: { tensors: all.length, numbers, epoch, step }
    }
  }
}
export default format

/**
 * Names in the export, and those in the checkpoint's file.
 * @param file names in a checkpoint's file, in their order
 */
export function chosenWeights(
  run: Pick<Run, 'model' | 'settings'>,
  file: string[],
  contents: string
): Map<string, string> {
  const model = findModel(run.model)
  const networks = Object.keys(model.networks(run.settings))
  const planned = networks.flatMap(network =>
    weightsOf({ model, settings: run.settings }, network).map(({ name }) => name)
  )
  const nameIn = namesIn(file, [...planned, ...planned.map(averaged)])
  const today = new Map([...planned, ...planned.map(averaged)].map(name => [nameIn(name), name]))
  const all = new Map(file.map(name => [today.get(name) ?? name, name]))
  if (contents === 'everything') return all
  const of = (kept: readonly string[]): string[] =>
    [...all.keys()].filter(name => kept.some(network => name.startsWith(`${network}/`)))
  if (contents === 'networks') return new Map(of(networks).map(name => [name, all.get(name) ?? name]))
  return new Map(of(model.sampling.networks).map(name => [name, all.get(averaged(name)) ?? all.get(name) ?? name]))
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)
