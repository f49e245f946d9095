/** A web page that draws by itself: one file, weights and all, opened from a folder or sent by mail. No server. */
import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { StudioError } from '../../shared/errors'
import { pageElements, type PageFacts } from '../../shared/page'
import type { Traced } from '../engine/tracing/graph'
import { joinBytes } from '../../shared/files/join'
import { bundledText } from '../lib/bundled-program'
import { escaped } from '../lib/html'
import { findModel } from '../models'
import type { Format } from './format'
import { checkpointEpoch, checkpointOption } from './tools/checkpoint-option'
import { anyPart, drawsOf, partOf, partOption } from './tools/parts'

const compress = promisify(deflate)

const format: Format = {
  id: 'page',
  title: 'Export web page',
  label: 'Web page',
  summary:
    'One HTML file in which the generator draws, sliders and all: opens anywhere, without the studio or a server.',
  extension: 'html',
  mediaType: 'text/html',
  group: 'weights',
  needs: 'checkpoints',
  options: holdings => {
    const ways = holdings ? drawsOf(holdings.run) : []
    return [checkpointOption(holdings), ...(ways.length > 1 ? [partOption(ways, 'Which way it translates.')] : [])]
  },
  write: async ({ run, trace }, { word }) => {
    if (run.examples.scatter)
      throw new StudioError('unsupported', `"${run.name}" makes points, and a web page shows pictures.`)
    const program = await programOf()
    const { part, settled } = partOf(drawsOf(run).length > 1 ? word('part') : anyPart.value)
    const { graph, epoch } = await trace({ epoch: checkpointEpoch(word), part, batch: 1, settled })
    const { constants, inputs, outputs, nodes } = graph
    const facts: PageFacts = {
      title: run.name,
      about: `${findModel(run.model).name}, epoch ${epoch}, learned from “${run.datasetName}”.`,
      image: run.image,
      inputs: run.inputs,
      settled,
      graph: { inputs, outputs, nodes },
      constants: constants.map(({ id, shape, dtype }) => ({ id, shape, dtype }))
    }
    const numbers = await compress(numbersOf(constants), { level: 9 })
    const bytes = new TextEncoder().encode(pageOf(facts, program, Buffer.from(numbers).toString('base64')))
    return {
      bytes,
      mark: `epoch ${epoch}`,
      words: `epoch ${epoch}, opens in a browser`,
      facts: { epoch, operations: nodes.length }
    }
  }
}
export default format

/** @throws StudioError where it was not built */
async function programOf(): Promise<{ script: string; style: string }> {
  const [script, style] = await Promise.all(['player.js', 'player.css'].map(bundledText))
  if (!script || !style)
    throw new StudioError('internal', 'The program for web pages is missing from this installation. Install it again.')
  return { script, style }
}

/** One after the other, four bytes each, as this machine and every browser have them: lowest first. */
export const numbersOf = (constants: Traced['constants']): Uint8Array<ArrayBuffer> =>
  joinBytes(
    constants.map(({ values }) => {
      const { buffer, byteOffset, byteLength } = values instanceof Uint8Array ? Int32Array.from(values) : values
      return new Uint8Array(buffer, byteOffset, byteLength)
    })
  )

/** No word of it can end the element that it stands in. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', String.raw`\u003c`)

/** Nothing is loaded from anywhere: the page may only run what it carries. */
const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"

const pageOf = (facts: PageFacts, { script, style }: { script: string; style: string }, numbers: string): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="generator" content="Atelier">',
    `<title>${escaped(facts.title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<script type="application/json" id="${pageElements.facts}">${json(facts)}</script>`,
    `<script type="text/plain" id="${pageElements.numbers}">${numbers}</script>`,
    `<script>${script.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`)}</script>`,
    '</body>',
    '</html>',
    ''
  ].join('\n')
