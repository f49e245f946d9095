/** Every kind of example, by id: one file of this folder each. */
import { z } from 'zod'
import type { ExampleKindId, Pairing } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { exampleTraits, type ExampleTraits, type PairingWay } from '../../../shared/examples'
import { func, identifier, key, Registry } from '../../lib/registry'
import type { ExampleKind } from './kind'
import pictures from './pictures'

export type { Columns, ExampleKind, Side } from './kind'

/** By what ways are called: which kind has it. */
const ownerOfWay = new Map<string, string>()

export const exampleKinds = new Registry(
  'kind of example',
  import.meta.glob<ExampleKind>(['./*.ts', '!./index.ts', '!./kind.ts'], { eager: true, import: 'default' }),
  {
    folder: 'models/examples',
    fields: {
      id: identifier,
      traits: exampleTraits,
      packed: z.enum(['bytes', 'floats']),
      numbers: func,
      rowsPerExample: z.literal([1, 2]),
      columns: func,
      conditions: z.array(key),
      draws: z.enum(['pixels', 'points']),
      sheetKind: identifier,
      subjects: z.array(identifier),
      pictures: z.object({ input: func, target: func }).nullable(),
      seen: z.object({ shape: func, real: func, generated: func, part: func, changed: func })
    },
    wrong: ({ id, traits: { ways } }) =>
      ways.flatMap(({ how }) => {
        const other = ownerOfWay.get(how)
        ownerOfWay.set(how, id)
        return other === undefined
          ? []
          : [`declares the way of pairing "${how}", which ${other} have already: call it something else`]
      })
  }
)

interface Learns {
  exampleKind?: ExampleKindId | undefined
}

/** Every way in which pictures of a folder can belong together, the commonest first. */
export const pairingWays = (): PairingWay[] =>
  exampleKinds.all.flatMap(({ traits }) => traits.ways).toSorted((a, b) => a.place - b.place)

/**
 * What pictures are that belong together like this; by themselves where they do not.
 * @throws StudioError bad-input where no kind of example has such a way, or something that it wants is not said
 */
export function exampleKindOfPairing(pairing: Pairing | null): ExampleKindId {
  if (pairing === null) return pictures.id
  const ways = pairingWays()
  const found = ways.find(({ how }) => how === pairing.how)
  if (!found)
    throw new StudioError(
      'bad-input',
      `No pictures belong together by "${pairing.how}". They do by: ${ways.map(({ how }) => how).join(', ')}.`
    )
  for (const { key, name, choices } of found.fields) {
    const [said, known] = [pairing[key], choices?.map(({ value }) => value)]
    if (said === undefined || (known && !known.includes(said)))
      throw new StudioError(
        'bad-input',
        `${name} (${key}) ${known ? `must be ${known.join(' or ')}` : 'must be named'}` +
          `${said === undefined ? '' : `; got "${said}"`}.`
      )
  }
  return ownerOfWay.get(found.how) ?? pictures.id
}

/** What a model learns; pictures where it does not say. */
export const exampleKindId = ({ exampleKind = 'pictures' }: Learns): ExampleKindId => exampleKind

export const exampleKindOf = (model: Learns): ExampleKind => exampleKinds.find(exampleKindId(model))

/**
 * Examples in a pass over packed rows. Where each has a row of two groups, as many as the larger group has rows: the
 * smaller begins anew meanwhile.
 * @param labels of the rows: their groups, from 0
 */
export function examplesIn({ rowsPerExample }: ExampleKind, count: number, labels: Int32Array | undefined): number {
  if (rowsPerExample === 1) return count
  if (!labels) throw new Error('It is not known which row is of which group.')
  const second = labels.filter(label => label === 1).length
  return Math.max(second, count - second)
}

/** Of a kind that is not known here any more: enough to show what there is of it. */
const unknown: ExampleTraits = {
  ...pictures.traits,
  one: 'example',
  many: 'examples',
  framing: 'none',
  classes: false,
  few: 0
}

/** Several of them, in a sentence: "pairs", "pictures in two folders". */
export function exampleWords(id: ExampleKindId): string {
  const { many, aside } = exampleTraitsOf(id)
  return `${many}${aside}`
}

/** Whether what is made of an example is meant to be like the rest of it: the target of an input. */
export const hasTargets = (id: ExampleKindId): boolean => (exampleKinds.get(id)?.conditions.length ?? 0) > 0

/** What people are told of a kind. */
export const exampleTraitsOf = (id: ExampleKindId): ExampleTraits => exampleKinds.get(id)?.traits ?? unknown
