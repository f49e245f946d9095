/**
 * Checkpoints from before weights had paths for names: generator.0.dense.kernel, with the layer's place in its chain.
 * Layers declare their weights in the same order as then, so the names of a network follow from one another by their
 * places.
 */
import { groupBy } from '../lib/group-by'

/** What stood before the network's name: nothing, an average's prefix, or an optimiser's slot. */
const pattern = /^(?:(ema)\.|(adamw?|rmsprop|sgd)\.(\w+)\.)?([a-z]\w*)\.\d+\.(.+)$/

/** The network that an earlier name belongs to, as names begin today; null for other names. */
function beginningOf(earlier: string): string | null {
  const [, average, optimiser, slot, network] = pattern.exec(earlier) ?? []
  if (network === undefined) return null
  return average ? `${average}/${network}/` : optimiser ? `${optimiser}/${slot ?? ''}/${network}/` : `${network}/`
}

const leaf = (name: string): string => name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1)

/**
 * Under which name a file holds each variable.
 * @param file names in a file, in their order there
 * @param wanted names of variables, in the order in which they are declared
 * @returns the same name where the file is not from before, or has no such variable
 */
export function namesIn(file: readonly string[], wanted: readonly string[]): (name: string) => string {
  if (file.some(name => name.includes('/'))) return name => name
  const renamed = new Map(file.map(name => [name.replaceAll('.', '/'), name]))
  for (const [beginning, earlier] of groupBy(file, beginningOf)) {
    if (beginning === null) continue
    const today = wanted.filter(name => name.startsWith(beginning))
    // Of another model: nothing can be said of where its weights are.
    if (earlier.some((name, i) => today[i] !== undefined && leaf(name) !== leaf(today[i]))) continue
    earlier.forEach((name, i) => {
      if (today[i] !== undefined) renamed.set(today[i], name)
    })
  }
  return name => renamed.get(name) ?? name
}
