/** A model card as one HTML file, pictures and all: opens anywhere. */
import { writeCard, type Card, type CardSection } from './tools/card'
import { escaped } from '../lib/html'
import type { Format } from './format'

const format: Format = {
  id: 'card',
  title: 'Export model card',
  label: 'Model card (HTML)',
  summary: 'One page for whoever is given the model: data, licence, settings, curves, samples, figures, limits.',
  extension: 'html',
  mediaType: 'text/html',
  group: 'numbers',
  needs: 'measured',
  options: () => [],
  write: source => writeCard(source, pageOf)
}
export default format

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}' +
  'body{color:#222;background:#fff}' +
  'table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}' +
  'th{font-weight:500;white-space:nowrap}img{max-width:100%;image-rendering:pixelated}'

const pageOf = ({ title, sections }: Card): string =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escaped(title)}</title><style>${style}</style></head>\n<body><h1>${escaped(title)}</h1>\n` +
  `${sections.map(sectionOf).join('\n')}\n</body></html>\n`

function sectionOf({ title, paragraphs = [], table = [], picture }: CardSection): string {
  const row = ([name, value]: readonly [string, string]): string =>
    `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`
  const rows = table.map(row)
  return [
    `<section><h2>${escaped(title)}</h2>`,
    ...paragraphs.map(words => `<p>${escaped(words)}</p>`),
    ...(rows.length > 0 ? [`<table>${rows.join('')}</table>`] : []),
    ...(picture ? [`<p><img src="${picture.url}" alt="${escaped(picture.words)}"></p>`] : []),
    '</section>'
  ].join('\n')
}
