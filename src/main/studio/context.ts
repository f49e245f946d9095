/** What every screen's handlers work with. */
import type { Emit } from '../../shared/ipc'
import type { PictureDecoder } from '../datasets'
import type { Store } from '../store'
import type { Program } from '../store/owner'
import type { Engines } from './engines/engine-choice'
import type { Hear } from './heard'
import type { Jobs } from './jobs'
import type { Sampler } from './engines/sampler'
import type { Trainings } from './training/trainings'
import type { OpenUploads } from './uploads/open-uploads'

/** Who shows the studio. */
export interface StudioHost {
  kind: 'electron' | 'browser'
  /** What the process is to others in the workspace, where it is another thing than its kind. */
  program?: Program
}

export interface Context {
  workspace: string
  store: Store
  emit: Emit
  /** What `emit` tells, within the studio. */
  hear: Hear
  jobs: Jobs
  trainings: Trainings
  sampler: Sampler
  decoder: PictureDecoder
  engines: Engines
  uploads: OpenUploads
  host: StudioHost
}
