/** A run in one file, to be imported into another workspace and to go on there as if it had never moved. */
import { counted } from '../../shared/counted'
import type { Exported, Run } from '../../shared/domain'
import { bundleEnding } from './bundle/manifest'
import { packedRun, packRun } from './bundle/pack'
import type { Chosen, Format, PortableAsked } from './format'

const format: Format = {
  id: 'bundle',
  title: 'Export run',
  label: 'Run, to go on elsewhere',
  summary: 'The run in one file: its curves, samples and weights, to go on training in another workspace.',
  extension: bundleEnding,
  mediaType: 'application/zip',
  group: 'run',
  needs: 'checkpoints',
  options: () => [
    {
      advanced: false,
      key: 'checkpoints',
      type: 'choice',
      label: 'Checkpoints',
      default: 'newest',
      choices: [
        { value: 'newest', label: 'The newest: enough to go on' },
        { value: 'all', label: 'All of them' }
      ],
      help: 'The newest is enough to go on; all can be explored, and gone back to.'
    },
    {
      advanced: false,
      key: 'pictures',
      type: 'flag',
      label: 'With its pictures',
      default: false,
      help: 'The pictures that it learns from go along. Without them they are asked for where it is to go on.'
    }
  ],
  write: async ({ run, portable }, chosen, work) => {
    const { bytes, files } = await packRun(run, portable, { ...askedFor(chosen), work })
    return { bytes, ...saidOf(run, files) }
  },
  stream: async ({ run, portable }, chosen, work) => {
    const { files, pieces } = await packedRun(run, portable, { ...askedFor(chosen), work })
    return { pieces, ...saidOf(run, files) }
  }
}
export default format

const askedFor = ({ word, flag }: Chosen): PortableAsked => ({
  checkpoints: word('checkpoints') === 'all' ? 'all' : 'newest',
  pictures: flag('pictures')
})

const saidOf = (run: Run, files: number): Omit<Exported, 'bytes'> => ({
  mark: '',
  words: `epoch ${run.epoch}, ${counted(files, 'file')}`,
  facts: { files, epoch: run.epoch, step: run.step }
})
