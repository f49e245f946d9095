/** What the page carries: read from its own elements, without a request. */
import { pageElements, type PageFacts } from '../shared/page'

const textOf = (id: string): string => document.getElementById(id)?.textContent ?? ''

export const facts = (): PageFacts => JSON.parse(textOf(pageElements.facts)) as PageFacts

/** Base64 of what deflate made of the numbers. */
export async function numbers(): Promise<ArrayBuffer> {
  const packed = Uint8Array.from(atob(textOf(pageElements.numbers).trim()), letter => letter.charCodeAt(0))
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'))
  return new Response(stream).arrayBuffer()
}
