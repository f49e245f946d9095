/** What a hostile window asks for: every request there is, of the right shape, about things that there are. */
import fc, { type Arbitrary } from 'fast-check'
import type { RequestName } from '../../../src/shared/ipc'
import { requests } from '../../../src/shared/ipc'
import { arbitraryOf, type Schema } from '../../fuzz/contract/arbitraries'

/** Names and ids that mean something to the studio. */
export interface Things {
  runs: readonly string[]
  datasets: readonly string[]
  uploads: readonly string[]
  /** Of what was asked for lately. */
  jobs: readonly string[]
  models: readonly string[]
  builtins: readonly string[]
  /** Folders and files that may be asked for. */
  paths: readonly string[]
  /** Lengths of the runs' latents. */
  latents: readonly number[]
  /** Keys of the models' settings. */
  settings: readonly string[]
  pictures: readonly Uint8Array[]
}

/** What is asked for less often: it takes seconds of every engine, or takes away what the others are about. */
const seldom: Partial<Record<RequestName, number>> = {
  listEngines: 0.02,
  chooseEngine: 0.05,
  diagnostics: 0.05,
  emptyBin: 0.05,
  deleteDataset: 0.15,
  deleteRun: 0.15,
  importBuiltin: 0.2,
  startRun: 0.3,
  resumeRun: 0.3,
  forgetPreferences: 0.2
}

export const names = Object.keys(requests) as RequestName[]
export const shareOf = (name: RequestName): number => seldom[name] ?? 1

/** @returns draws the input of a request; the same seed draws the same where there are the same things */
export function inputsOf(things: Things): (name: RequestName, seed: number) => unknown {
  const among = <T>(all: readonly T[]): Arbitrary<T> | null => (all.length > 0 ? fc.constantFrom(...all) : null)
  const often = (mostly: Arbitrary<unknown> | null, otherwise: Arbitrary<unknown>): Arbitrary<unknown> =>
    mostly ? fc.oneof({ weight: 9, arbitrary: mostly }, { weight: 1, arbitrary: otherwise }) : otherwise
  const own = (schema: Schema): Arbitrary<unknown> => arbitraryOf(schema)
  const known = (name: string, schema: Schema): Arbitrary<unknown> | undefined => {
    switch (name) {
      case 'run':
        return often(among(things.runs), fc.uuid())
      case 'dataset':
        return often(among(things.datasets), fc.uuid())
      case 'upload':
        return often(among(things.uploads), fc.uuid())
      // Made up by whoever asks, and now and then one that is in use.
      case 'job':
        return fc.oneof({ weight: 4, arbitrary: fc.uuid() }, { weight: 1, arbitrary: among(things.jobs) ?? fc.uuid() })
      case 'model':
        return often(among(things.models), own(schema))
      case 'name':
        return often(among(things.builtins), own(schema))
      case 'path':
        return often(among(things.paths), own(schema))
      case 'latents':
        return often(
          fc
            .constantFrom(...things.latents, 2)
            .chain(length =>
              fc.array(
                fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: length, maxLength: length }),
                { minLength: 1, maxLength: 64 }
              )
            ),
          own(schema)
        )
      case 'epoch':
      case 'firstEpoch':
      case 'lastEpoch':
        return fc.option(often(fc.integer({ min: 0, max: 3 }), own(schema)), { nil: undefined })
      case 'settings':
        return often(
          fc.dictionary(
            among(things.settings) ?? fc.string(),
            fc.oneof(
              fc.integer({ min: 1, max: 8 }),
              fc.double({ min: 0, max: 1, noNaN: true }),
              fc.constantFrom('grey', 'colour', '28', 'adam', true, false)
            ),
            { maxKeys: 6, noNullPrototype: true }
          ),
          own(schema)
        )
      case 'bytes':
      case 'file':
        return often(among(things.pictures), fc.uint8Array({ maxLength: 4000 }))
      default:
        return undefined
    }
  }
  const drawn = new Map(names.map(name => [name, arbitraryOf(requests[name].input, known)]))
  return (name, seed) => fc.sample(drawn.get(name) ?? fc.constant({}), { numRuns: 1, seed })[0]
}
