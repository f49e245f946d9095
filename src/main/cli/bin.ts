/** `bin`: what is in it, and what it takes on the disk; `--empty` deletes that for good. */
import { counted } from '../../shared/counted'
import type { DiskSize } from '../../shared/domain'
import { isWanted } from './asking'
import { table } from './output'
import type { Session } from './session'

export interface BinOptions {
  empty?: boolean
  yes?: boolean
}

export async function bin(
  { handlers, output }: Session,
  { empty: asked = false, yes = false }: BinOptions
): Promise<void> {
  const runs = await handlers.listBin({})
  const size = await handlers.binSize({})
  const nothing = runs.length === 0 && size.tidied.files === 0
  const all = megabytes(size.runs.bytes + size.tidied.bytes)
  const empty =
    asked && (yes || nothing || (await isWanted(`Delete ${counted(runs.length, 'run')} and ${all} for good?`)))
  if (empty) await handlers.emptyBin({})
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
          `${all} ${empty ? 'were deleted' : 'on the disk; `atelier bin --empty` deletes them for good'}.`
        ]
  )
}

const words = ({ files, bytes }: DiskSize): string => `${counted(files, 'file')}, ${megabytes(bytes)}`
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
