/** (1, "picture") → "1 picture"; (1204, "picture") → "1,204 pictures"; (2, "class", "classes") → "2 classes". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
