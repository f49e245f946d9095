/** `bin`: what is in it, and what it takes on the disk; `--empty` deletes that for good. */
import { counted } from '../../shared/counted'
import type { DiskSize } from '../../shared/domain'
import { table } from './output'
import type { Session } from './session'

export interface BinOptions {
  empty?: boolean
}

export async function bin({ handlers, output }: Session, { empty = false }: BinOptions): Promise<void> {
  const runs = await handlers.listBin({})
  const size = await handlers.binSize({})
  if (empty) await handlers.emptyBin({})
  const nothing = runs.length === 0 && size.tidied.files === 0
  output.say(
    { runs, size, emptied: empty },
    nothing
      ? 'The bin is empty.'
      : [
          ...(runs.length > 0
            ? table([
                ['ID', 'RUN', 'EPOCHS'],
                ...runs.map(({ id, name, epoch, epochs }) => [id.slice(0, 8), name, `${epoch}/${epochs}`])
              ])
            : []),
          ...(size.tidied.files > 0
            ? [`Left over from work that was broken off: ${words(size.tidied)}, in the workspace's folder "bin".`]
            : []),
          `${megabytes(size.runs.bytes + size.tidied.bytes)} ${empty ? 'were deleted' : 'on the disk; `atelier bin --empty` deletes them for good'}.`
        ]
  )
}

const words = ({ files, bytes }: DiskSize): string => `${counted(files, 'file')}, ${megabytes(bytes)}`
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
