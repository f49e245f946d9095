/**
 * Transfer: a new run that begins with weights out of another run's checkpoint. What fits is known before it starts.
 */
import { byName, type NetworkStart, type Run, type Settings, type Start } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Parsed } from '../../../shared/ipc'
import { didYouMean } from '../../../shared/nearest-names'
import { findModel } from '../../models'
import { completeSettings, type ModelDefinition } from '../../models/definition'
import { compareNetworks, type Configured, type Likeness } from '../../models/weights'
import type { Store } from '../../store'
import { checkpointOf } from './checkpoint-of'
import { fitBatch } from './fit-batch'

type Asked = NonNullable<Parsed<'startRun'>['from']>

export function transferHandlers({ store }: { store: Store }): Pick<Handlers, 'compareNetworks'> {
  return {
    compareNetworks: async ({ run: id, model: modelId, dataset: datasetId, settings }) => {
      const dataset = store.datasets.get(datasetId)
      const model = findModel(modelId)
      return compareNetworks(configured(store.runs.get(id)), { model, settings: settingsFor(model, settings, dataset) })
    }
  }
}

/**
 * A run's settings as they will be on a dataset.
 * @throws StudioError bad-input for one that is unknown or out of range
 */
export const settingsFor = (
  model: ModelDefinition,
  given: Settings,
  dataset: { labels: readonly string[]; exampleCount: number }
): Settings =>
  fitBatch(
    model,
    completeSettings(model, model.conditional ? { ...given, classes: Math.max(2, dataset.labels.length) } : given),
    dataset.exampleCount
  )

export const configured = ({ name, model, settings }: Run): Configured & { name: string } => {
  const definition = findModel(model)
  return { name, model: definition, settings: { ...completeSettings(definition, {}), ...settings } }
}

/**
 * What a new run begins with.
 * @param asked networks left out: every one whole, or what of it has the same name, where the model is the same; those
 *   of which nothing fits begin anew
 * @throws StudioError not-found for a run or an epoch that is not there; bad-input for a network that is not there or
 *   does not fit, with the differences
 */
export function planStart(
  store: Store,
  { run: id, epoch, networks }: Asked,
  model: ModelDefinition,
  settings: Settings
): Start {
  const source = store.runs.get(id)
  // A run that was stopped within an epoch has a checkpoint of it there too: an epoch's own is the one at its end.
  const { step, epoch: reached } = checkpointOf(store, source, epoch ?? checkpointOf(store, source, undefined).epoch)
  const twice = networks?.find(({ network }, i) => networks.findIndex(other => other.network === network) !== i)
  if (twice)
    throw new StudioError('bad-input', `The ${twice.network} is named twice. Say once how much of it is taken.`)
  const likenesses = compareNetworks(configured(source), { model, settings })
  const most = ({ fits, layers, named }: Likeness): typeof byName | null =>
    fits < layers && named.taken > 0 && source.model === model.id ? byName : null
  const asked = ({ network, layers, frozen }: NonNullable<Asked['networks']>[number]): NetworkStart => {
    const likeness = likenessOf(network, likenesses)
    return fitting({ network, layers: layers === undefined ? most(likeness) : layers, frozen }, likeness, source.name)
  }
  return {
    run: id,
    name: source.name,
    epoch: reached,
    step,
    networks: networks ? networks.map(asked) : whatFits(likenesses, source.name, asked)
  }
}

/**
 * Of every network what of it fits: one of which nothing does begins anew, as its run says.
 * @throws StudioError bad-input where that is all of them
 */
function whatFits(
  likenesses: readonly Likeness[],
  source: string,
  asked: (network: { network: string; layers: undefined; frozen: number }) => NetworkStart
): NetworkStart[] {
  let wrong: StudioError | null = null
  const fitting = likenesses.flatMap(({ network }) => {
    try {
      return [asked({ network, layers: undefined, frozen: 0 })]
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
      wrong ??= error
      return []
    }
  })
  if (fitting.length > 0) return fitting
  const { message } = wrong ?? { message: `"${source}" has no networks.` }
  throw new StudioError(
    'bad-input',
    `${message} Nothing else of "${source}" fits: start without it, or from a run of the same model.`
  )
}

/** @throws StudioError bad-input */
function likenessOf(network: string, likenesses: readonly Likeness[]): Likeness {
  const likeness = likenesses.find(each => each.network === network)
  const all = likenesses.map(each => each.network)
  if (!likeness)
    throw new StudioError(
      'bad-input',
      `There is no network "${network}".${didYouMean(network, all)} There is: ${all.join(', ')}.`
    )
  return likeness
}

/** @throws StudioError bad-input */
function fitting({ network, layers, frozen }: NetworkStart, likeness: Likeness, source: string): NetworkStart {
  if (layers === byName) return named(frozen, likeness, source)
  const { layers: count, fits, differences } = likeness
  const taken = layers ?? count
  if (taken > count)
    throw new StudioError(
      'bad-input',
      `The ${network} has ${count} layers with weights; ${taken} of them were asked for.`
    )
  if (taken > fits) {
    const less = fits > 0 ? ` Its first ${fits} of ${count} layers fit and can be taken alone.` : ''
    throw new StudioError(
      'bad-input',
      `The ${network} cannot begin with that of "${source}": ${differences.join('; ')}.${less}`
    )
  }
  if (typeof frozen !== 'number') {
    if (taken < count)
      throw new StudioError(
        'bad-input',
        `Of the ${network} only the first ${taken} layers are taken: say how many of those stay as they are, not which.`
      )
    return {
      network,
      layers: null,
      frozen: partsOf(frozen, likeness, [...likeness.named.parts, ...likeness.named.fresh])
    }
  }
  if (frozen > taken)
    throw new StudioError(
      'bad-input',
      `${frozen} layers of the ${network} cannot stay as they are where only ${taken} are taken over.`
    )
  if (frozen >= count)
    throw new StudioError(
      'bad-input',
      `The ${network} has ${count} layers with weights, and the last one has to learn: at most ${count - 1} ` +
        'can stay as they are.'
    )
  return { network, layers: taken === count ? null : taken, frozen }
}

/** What has the same name. @throws StudioError bad-input */
function named(frozen: NetworkStart['frozen'], likeness: Likeness, source: string): NetworkStart {
  const { network, named: found } = likeness
  if (found.taken === 0)
    throw new StudioError(
      'bad-input',
      `Nothing in the ${network} has the same name and shape as in "${source}": ${likeness.differences.join('; ')}.`
    )
  if (typeof frozen === 'number' && frozen > 0)
    throw new StudioError(
      'bad-input',
      `Of the ${network} layers are taken by name: name what stays as it is, ` +
        `too${found.parts.length > 0 ? `, such as ${found.parts[0]}. There is: ${found.parts.join(', ')}` : ''}.`
    )
  return {
    network,
    layers: byName,
    frozen: typeof frozen === 'number' ? 0 : partsOf(frozen, likeness, found.parts),
    fresh: found.fresh
  }
}

/** @param can parts that can stay as they are @throws StudioError bad-input */
function partsOf(
  wanted: readonly string[],
  { network, named: { parts, fresh } }: Likeness,
  can: readonly string[]
): string[] {
  const unknown = wanted.find(part => !can.includes(part))
  if (unknown !== undefined)
    throw new StudioError(
      'bad-input',
      `${unknown} of the ${network} cannot stay as it ` +
        `is: ${
          fresh.includes(unknown)
            ? 'it begins anew, in whole or in part'
            : `there is no such part${didYouMean(unknown, can)}`
        }. ` +
        `There is: ${can.join(', ')}.`
    )
  const all = [...parts, ...fresh]
  if (all.every(part => wanted.includes(part)))
    throw new StudioError('bad-input', `Something of the ${network} has to learn: not all of it can stay as it is.`)
  return [...new Set(wanted)]
}
