/** The smallest trainings there are, and what an unbroken one of them comes to. */
import type { Random } from './random'
import type { Round } from '../round'
import { Records } from './records'

export interface Recipe {
  dataset: string
  model: string
  settings: Record<string, number | string>
  epochs: number
  seed: number
}

/** Points, or pictures of clothes; epochs of a tenth of a second or so. */
export function smallRecipe(random: Random, epochs: number): Recipe {
  const seed = random.whole(1, 3)
  return random.chance(0.5)
    ? {
        dataset: 'gaussian-2d',
        model: 'gaussian-2d',
        settings: { samples: 16, passes: random.pick([1, 2]) },
        epochs,
        seed
      }
    : {
        dataset: 'fashion-mini',
        model: 'mlp-simple',
        settings: { samples: 4, batchSize: 16, epochSteps: random.pick([100, 200]) },
        epochs,
        seed
      }
}

/** Epochs of seconds, to be caught in the middle of. */
export function longEpochs(epochs: number, seed = 1): Recipe {
  return {
    dataset: 'fashion-mini',
    model: 'mlp-simple',
    settings: { samples: 4, batchSize: 16, epochSteps: 3000 },
    epochs,
    seed
  }
}

export function trainWords({ dataset, model, settings, epochs, seed }: Recipe, name?: string): string[] {
  const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`])
  return [
    'train',
    dataset,
    '--model',
    model,
    '--epochs',
    String(epochs),
    '--seed',
    String(seed),
    ...(name ? ['--name', name] : []),
    ...set
  ]
}

/** What a training has come to: the hash of its last checkpoint, and what is known of each epoch. */
export interface Bits {
  step: number
  sha256: string
  epochs: string
}

export function bitsOf(workspace: string, run: string): Bits {
  return Records.read(workspace, records => {
    const last = records.checkpoints(run).at(-1)
    return { step: last?.step ?? 0, sha256: last?.sha256 ?? '', epochs: JSON.stringify(records.epochs(run)) }
  })
}

const unbroken = new Map<string, Promise<Bits>>()

/** Trains it in a workspace of its own, once for every recipe in all rounds. */
export function unbrokenBits(round: Round, recipe: Recipe): Promise<Bits> {
  const key = JSON.stringify([round.tree.root, recipe])
  const known = unbroken.get(key)
  if (known) return known
  const training = train(round, recipe)
  unbroken.set(key, training)
  return training
}

async function train(round: Round, recipe: Recipe): Promise<Bits> {
  const workspace = round.path(`unbroken-${unbroken.size}`)
  const { status, stderr, events } = await round.atelier(workspace, trainWords(recipe), 300_000)
  const run = String(events.find(({ event }) => event === 'run')?.run ?? '')
  if (status !== 0) throw new Error(`The unbroken training failed: ${stderr}`)
  return bitsOf(workspace, run)
}
