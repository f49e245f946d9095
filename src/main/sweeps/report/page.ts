/** What a sweep came to, as one HTML page that opens anywhere: to be read in the morning. */
import { counted } from '../../../shared/counted'
import type { Sweep } from '../../../shared/sweeps/sweep'
import { places, settingsWords, standings, type Place } from '../../../shared/sweeps/words'
import { escaped } from '../../lib/html'
import { coordinatesDrawing } from './coordinates'

export interface ReportParts {
  sweep: Sweep
  /** What its metric is called, and one sentence about it. */
  metric: { label: string; help: string }
  /** Steps trained, and steps that all would take with every seed. */
  steps: { trained: number; all: number }
  /** PNGs of runs' newest samples, by run. */
  samples: ReadonlyMap<string, Uint8Array>
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}' +
  'body{color:#222;background:#fff}' +
  'table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{text-align:left;vertical-align:top;' +
  'padding:.25rem 1.2rem .25rem 0;border-bottom:1px solid #ddd}th{font-weight:600}.wide{overflow-x:auto}' +
  'figure{margin:1rem 0}img{max-width:min(100%,32rem);image-rendering:pixelated}'

/** Those whose samples are shown: the three best. */
export const shownPlaces = (all: readonly Place[]): Place[] => all.filter(({ place }) => place !== null && place <= 3)

export function reportPage({ sweep, metric, steps, samples }: ReportParts): string {
  const { name, plan, rungs, status, error } = sweep
  const all = places(sweep)
  const shown = shownPlaces(all).filter(({ trials }) => trials.some(({ run }) => samples.has(run)))
  const state = { running: 'It is still under way.', stopped: 'It was stopped.', finished: '', failed: error ?? '' }[
    status
  ]
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escaped(name)}</title><style>${style}</style></head>`,
    `<body><h1>${escaped(name)}</h1>`,
    `<p>${escaped(
      `${plan.model}, ${counted(sweep.configurations.length, 'configuration')}, compared after ${rungs.join(', ')} ` +
        `steps by ${metric.label.toLowerCase()}. ${state}`
    )}</p>`,
    `<p>${escaped(
      `${counted(steps.trained, 'step')}: ${((100 * steps.trained) / steps.all).toFixed(0)} % of the ` +
        `${steps.all.toLocaleString('en')} that all would take with every seed.`
    )}</p>`,
    '<h2>Settings and places</h2>',
    `<div class="wide">${coordinatesDrawing(sweep)}</div>`,
    '<h2>Best first</h2>',
    `<div class="wide">${tableOf(sweep)}</div>`,
    `<p>${escaped(metric.help)}</p>`,
    ...(shown.length > 0
      ? ['<h2>Samples, of the same latents</h2>', ...shown.map(each => figureOf(each, samples))]
      : []),
    `<p>All share: ${escaped(settingsWords(plan.settings) || 'the defaults')}</p>`,
    '</body></html>',
    ''
  ].join('\n')
}

function tableOf(sweep: Sweep): string {
  const { head, rows } = standings(sweep)
  const row = (cells: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map(cell => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`
  return `<table>${row(head, 'th')}${rows.map(({ cells }) => row(cells, 'td')).join('')}</table>`
}

function figureOf({ place, settings, trials }: Place, samples: ReportParts['samples']): string {
  const pictures = trials.flatMap(({ run, seed }) => {
    const png = samples.get(run)
    if (!png) return []
    const words = `Samples of place ${place}, seed ${seed + 1}`
    return [`<img src="data:image/png;base64,${Buffer.from(png).toString('base64')}" alt="${words}">`]
  })
  return `<figure><figcaption>${place}. ${escaped(settingsWords(settings))}</figcaption>${pictures.join(' ')}</figure>`
}
