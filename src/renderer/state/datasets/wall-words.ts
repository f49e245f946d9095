/** What a wall says of its pictures. */
import type { DatasetPicture } from '../../../shared/domain'
import type { Filter } from './wall.svelte'

/** After a picture's name. */
export const leftOutWords = ({ excluded, split }: Pick<DatasetPicture, 'excluded' | 'split'>): string =>
  excluded ? ', excluded' : split === 'train' ? '' : `, held out for ${split === 'test' ? 'testing' : 'validation'}`

/** Where nothing was found. @param one what a picture is called */
export function nothingWords(filter: Filter | null, one: string): string {
  const which = filter?.only === 'held-out' ? 'held out' : 'excluded'
  if (!filter?.search) return `Nothing is ${which}.`
  return `No ${one}${filter.only ? ` that is ${which}` : ''} has “${filter.search}” in its name.`
}
