/** Workspaces with finished runs, made once for all rounds and copied. */
import { join } from 'node:path'
import type { Round } from '../round'
import { type Recipe, trainWords } from './trainings'

export const pointRun: Recipe = {
  dataset: 'gaussian-2d',
  model: 'gaussian-2d',
  settings: { samples: 16 },
  epochs: 6,
  seed: 1
}
export const pictureRun: Recipe = {
  dataset: 'fashion-mini',
  model: 'mlp-simple',
  settings: { samples: 4, batchSize: 16, epochSteps: 60 },
  epochs: 6,
  seed: 1
}

/**
 * A copy of a workspace with so many runs of each recipe, named "Points 1", "Pictures 1" …; its dataset caches and
 * checkpoints are real.
 */
export async function finishedRuns(round: Round, each = 1): Promise<string> {
  const workspace = round.path('workspace', 'atelier')
  await round.copyOf(
    `finished-${each}`,
    async folder => {
      const work = async (recipe: Recipe, name: string): Promise<void> => {
        const { status, stderr } = await round.atelier(folder, trainWords(recipe, name))
        if (status !== 0) throw new Error(`A workspace to try faults on could not be made: ${stderr}`)
      }
      for (let i = 1; i <= each; i++) {
        await work(pointRun, `Points ${i}`)
        await work(pictureRun, `Pictures ${i}`)
      }
    },
    workspace
  )
  round.canaries.plantAround(workspace)
  return workspace
}

export const inWorkspace = (workspace: string, file: string): string => join(workspace, ...file.split('/'))
