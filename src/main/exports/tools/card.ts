/** What a model card says of a run (Mitchell et al. 2019, arXiv:1810.03993), whatever form it is written in. */
import type { Exported, Sheet } from '../../../shared/domain'
import { counted } from '../../../shared/counted'
import { encodeSheet } from '../../drawing/sheet'
import { metrics } from '../../metrics'
import { findModel } from '../../models'
import type { DataFacts, ExportSource } from '../format'
import { curvesOf } from './curves'

/** A picture in a card, as a data URL. */
export interface CardPicture {
  url: string
  words: string
}

export interface CardSection {
  title: string
  paragraphs?: readonly string[]
  /** Names and values. */
  table?: readonly (readonly [name: string, value: string])[]
  picture?: CardPicture
}

export interface Card {
  title: string
  sections: readonly CardSection[]
}

/** A card in one form. @throws StudioError what the source throws */
export async function writeCard(source: ExportSource, form: (card: Card) => string): Promise<Exported> {
  const card = await cardOf(source)
  return {
    bytes: new TextEncoder().encode(form(card)),
    mark: 'card',
    words: `The model card of "${card.title}"`,
    facts: { sections: card.sections.length }
  }
}

async function cardOf(source: ExportSource): Promise<Card> {
  const { run, sampled } = source
  const facts = await source.data()
  const newest = sampled.at(-1)
  const samples = newest === undefined ? null : await samplesOf(source, newest)
  return {
    title: run.name,
    sections: [
      about(source),
      ...(samples ? [samples] : []),
      data(source, facts),
      { title: 'Settings', table: Object.entries(run.settings).map(([key, value]) => [key, String(value)]) },
      training(source),
      ...figures(source),
      limits(source, facts)
    ]
  }
}

function about({ run }: ExportSource): CardSection {
  const model = findModel(run.model)
  const parameters = Object.entries(run.parameters ?? {}).map(([name, count]) => `${name} ${number(Number(count))}`)
  return {
    title: 'Model',
    paragraphs: [model.summary],
    table: [
      ['Model', `${model.name} (${model.id})`],
      ['Paper', model.paper],
      ['Pictures', `${run.image[1]} × ${run.image[0]} pixels, ${run.image[2] === 1 ? 'grey' : 'colour'}`],
      ['Drawn from', run.inputs.map(({ label }) => label).join(', ')],
      ...(parameters.length > 0 ? [['Parameters', parameters.join(', ')] as const] : []),
      ['Seed', String(run.seed)],
      ['Computed by', run.engine ?? 'not said']
    ]
  }
}

async function samplesOf(source: ExportSource, epoch: number): Promise<CardSection> {
  const { png }: Sheet = await encodeSheet(await source.sheet(epoch), { columns: source.grid.columns })
  return {
    title: 'Samples',
    picture: {
      url: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
      words: `Samples of epoch ${epoch}, none of them chosen`
    }
  }
}

function data({ run }: ExportSource, { count, labels, licence }: DataFacts): CardSection {
  return {
    title: 'Data',
    table: [
      ['Dataset', run.datasetName],
      ['Examples', count === null ? 'the dataset was deleted' : number(count)],
      ...(run.excludedCount > 0 ? [['Excluded by hand', number(run.excludedCount)] as const] : []),
      ...(run.heldOutCount > 0 ? [['Held out', number(run.heldOutCount)] as const] : []),
      ...(labels.length > 0 ? [['Classes', labels.join(', ')] as const] : []),
      ['Licence', licence ?? 'not known to the studio: ask whose pictures they are before the model is passed on']
    ]
  }
}

function training(source: ExportSource): CardSection {
  const { run } = source
  const { epochs } = source.numbers()
  const curves = curvesOf(run.losses, epochs)
  return {
    title: 'Training',
    table: [
      ['Epochs', `${run.epoch} of ${run.epochs}`],
      ['Steps', number(run.step)],
      ['Time', `${number(Math.round(run.seconds / 60))} minutes`],
      ['Began with', run.start ? 'the weights of another run' : `weights drawn by seed ${run.seed}`]
    ],
    ...(curves
      ? { picture: { url: curves, words: `Losses by epoch: ${run.losses.map(({ label }) => label).join(', ')}` } }
      : {})
  }
}

/** The newest value of each metric. */
function figures(source: ExportSource): CardSection[] {
  const newest = new Map(source.numbers().values.map(each => [each.metric, each]))
  const table = [...newest.values()].flatMap(({ metric, value, epoch, reference }): (readonly [string, string])[] => {
    const label = metrics.all.find(({ id }) => id === metric)?.label
    if (label === undefined || value === null) return []
    const beside = reference === null ? '' : `, beside ${figure(reference)}`
    return [[label, `${figure(value)} (epoch ${epoch}${beside})`]]
  })
  return [
    table.length > 0
      ? { title: 'Figures', table }
      : { title: 'Figures', paragraphs: ['None were worked out yet: `atelier evaluate` does.'] }
  ]
}

function limits({ run }: ExportSource, { count }: DataFacts): CardSection {
  const [height, width] = run.image
  return {
    title: 'Limits',
    paragraphs: [
      `It knows nothing but its ${count === null ? 'training examples' : counted(count, 'training example')}: ` +
        'what they lack it cannot draw, and what they favour it favours. What it draws is not evidence of anything.',
      ...(count !== null && count < 2000
        ? [
            'From so few examples a model may repeat some of them nearly as they are: compare samples with their ' +
              'nearest training pictures before they are passed on.'
          ]
        : []),
      `Its pictures have ${width} × ${height} pixels. Larger ones are these enlarged.`,
      ...(run.status === 'finished' ? [] : [`Its training has not ended: it is ${run.status}.`])
    ]
  }
}

const number = (value: number): string => value.toLocaleString('en')
const figure = (value: number): string =>
  Number(value.toPrecision(4)).toLocaleString('en', { maximumFractionDigits: 4 })
