/**
 * A name in two, of which the first may be cut where there is no room: names of one kind differ at their ends.
 * @returns the end has its space before it; of what has no words it is nine letters; of short names there is none
 */
export function cutName(name: string): [start: string, end: string] {
  const letters = [...name]
  if (letters.length <= 18) return [name, '']
  const words = name.split(/(?= )/)
  let end = ''
  while (end.trim().length < 6 && words.length > 0) end = `${words.pop()}${end}`
  if (end.trim().length > 14) end = letters.slice(-9).join('')
  return [name.slice(0, name.length - end.length), end]
}
