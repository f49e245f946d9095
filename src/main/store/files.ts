/** The workspace's files: where they lie, and what the database calls them. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { StudioError } from '../../shared/errors'
import { sayingNow } from '../lib/failures'
import { makeFolderSync } from '../lib/folders'
import { privateFolder } from '../lib/private'
import { repairWord } from './workspace/repair-word'
import type { Kind } from './records/kind'

export class WorkspaceFiles {
  constructor(readonly folder: string) {}

  /** What makes the folder a workspace. */
  get mark(): string {
    return join(this.folder, 'atelier.json')
  }
  /** Only ever locked, see workspace/claim.ts. */
  get claim(): string {
    return join(this.folder, 'atelier.lock')
  }
  get database(): string {
    return join(this.folder, 'atelier.db')
  }
  /** Holds space for what must be written on a full disk, see connection/reserve.ts. */
  get reserve(): string {
    return join(this.folder, 'atelier.reserve')
  }
  get runs(): string {
    return join(this.folder, 'runs')
  }
  get datasets(): string {
    return join(this.folder, 'datasets')
  }
  /** What was tidied away, by day: see workspace/bin.ts. */
  get bin(): string {
    return join(this.folder, 'bin')
  }
  /** What imports of one source have packed, see datasets/packed/kept.ts. */
  imports(kind: string, origin: string): string {
    const name = createHash('sha256').update(`${kind}\0${origin}`).digest('hex').slice(0, 32)
    return join(this.folder, 'imports', name)
  }
  run(id: string): string {
    return join(this.runs, id)
  }
  folderOf(kind: Kind, id: string): string {
    return kind === 'run' ? this.run(id) : this.dataset(id)
  }
  /** What a run began with, where it took that from another. */
  start(id: string): string {
    return join(this.run(id), 'start.safetensors')
  }
  checkpoints(id: string): string {
    return join(this.run(id), 'checkpoints')
  }
  sample(id: string, epoch: number): string {
    return join(this.run(id), 'samples', `epoch-${String(epoch).padStart(6, '0')}.png`)
  }
  /** A sheet from before the first epoch's end. */
  earlySample(id: string, step: number): string {
    return join(this.run(id), 'samples', `step-${String(step).padStart(8, '0')}.png`)
  }
  /** The sheet that belongs to what a metric found of an epoch. */
  figure(id: string, metric: string, epoch: number): string {
    return join(this.run(id), 'evaluations', `${metric}-${String(epoch).padStart(6, '0')}.png`)
  }
  export(id: string, name: string): string {
    return join(this.run(id), 'exports', name)
  }
  dataset(id: string): string {
    return join(this.datasets, id)
  }
  /** Where an upload's pictures lie. */
  uploaded(id: string): string {
    return join(this.dataset(id), 'files')
  }

  /**
   * Makes a folder in the workspace, as long as that is there: where its disk was pulled out, an empty place is left
   * that stays so.
   * @throws StudioError not-writable
   */
  makeFolder(folder: string): void {
    if (!existsSync(this.mark))
      throw new StudioError(
        'not-writable',
        `The workspace ${this.folder} is not there any more. Check whether it was moved or deleted, or whether ` +
          'its disk is connected.'
      )
    sayingNow({ path: folder, doing: 'written' }, () => makeFolderSync(folder, privateFolder))
  }

  /** Whether it lies among the workspace's datasets, and moves with them. */
  holds(path: string): boolean {
    return path.startsWith(this.datasets + sep)
  }

  /** A file as the database names it: relative, forward slashes. */
  name(path: string): string {
    return relative(this.folder, path).split(sep).join('/')
  }
  /** And back. @throws StudioError not-readable for a name that leads out of the workspace */
  path(name: string): string {
    const parts = name.split('/')
    if (
      parts.some(
        part =>
          part === '' ||
          part === '.' ||
          part === '..' ||
          part.includes('\\') ||
          part.includes('\0') ||
          part.includes(':')
      )
    ) {
      throw new StudioError(
        'not-readable',
        `The database of ${this.folder} names a file outside of the workspace ` +
          `(${JSON.stringify(name.slice(0, 200))}). It is damaged, or was made to harm; ` +
          `run ${repairWord(this.folder)}.`
      )
    }
    return join(this.folder, ...parts)
  }
}
