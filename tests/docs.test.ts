/** The documents hang together: the index lists each of them, and every link between files leads somewhere. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const documents = [...globSync('*.md'), ...globSync('docs/**/*.md')]

/** Paths from the root that a document's links and pictures lead to; addresses on the web are left out. */
function linksOf(document: string): string[] {
  const text = readFileSync(document, 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^[a-z]+:|^#/.test(target))
    .map(target => normalize(join(dirname(document), target.replace(/#.*/, ''))))
}

describe('the documents', () => {
  it('are all in the index, decisions too', () => {
    const listed = new Set(linksOf('docs/README.md'))
    const missing = documents.filter(
      document => document.startsWith('docs/') && document !== 'docs/README.md' && !listed.has(normalize(document))
    )
    expect(missing).toEqual([])
  })

  it.each(documents)('%s: every link leads to a file', document => {
    expect(linksOf(document).filter(path => !existsSync(path))).toEqual([])
  })
})
