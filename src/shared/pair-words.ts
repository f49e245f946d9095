/** How pictures are paired, in a few words, and the other way round: as their kind of example declares it. */
import type { ExampleTraits, Pairing } from './domain'

type Ways = Pick<ExampleTraits, 'ways'>

/** "A → B", "left half → right half", "A ⇄ B". Of a way that is not known here any more, what was said of it. */
export function pairingWords({ how, ...said }: Pairing, { ways }: Ways): string {
  const way = ways.find(each => each.how === how)
  if (!way) return Object.values(said).join(', ')
  return way.fields.reduce((words, { key, choices }) => {
    const value = said[key] ?? ''
    return words.replace(`{${key}}`, () => choices?.find(choice => choice.value === value)?.words ?? value)
  }, way.words)
}

/** The same the other way round: folders change places, and of what is chosen the next is. */
export function swapped(pairing: Pairing, { ways }: Ways): Pairing {
  const fields = ways.find(({ how }) => how === pairing.how)?.fields ?? []
  const folders = fields.filter(({ choices }) => choices === null).map(({ key }) => key)
  const other = ([key, value]: [string, string]): [string, string] => {
    const choices = fields.find(field => field.key === key)?.choices
    if (choices)
      return [key, choices[(choices.findIndex(choice => choice.value === value) + 1) % choices.length]?.value ?? value]
    const place = folders.indexOf(key)
    return [key, place < 0 ? value : (pairing[folders.at(-1 - place) ?? key] ?? value)]
  }
  return { ...pairing, ...Object.fromEntries(Object.entries(pairing).map(other)) }
}
