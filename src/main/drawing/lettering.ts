/**
 * Letters of five by seven dots, for words inside pictures: the same on every machine, whatever fonts it has. Each is
 * its rows from above, five bits per row. Small letters are drawn as capitals.
 */
const letters: Record<string, readonly number[]> = {
  0: [14, 17, 17, 17, 17, 17, 14],
  1: [4, 12, 4, 4, 4, 4, 14],
  2: [14, 17, 1, 2, 4, 8, 31],
  3: [14, 17, 1, 6, 1, 17, 14],
  4: [2, 6, 10, 18, 31, 2, 2],
  5: [31, 16, 30, 1, 1, 17, 14],
  6: [6, 8, 16, 30, 17, 17, 14],
  7: [31, 1, 2, 4, 4, 8, 8],
  8: [14, 17, 17, 14, 17, 17, 14],
  9: [14, 17, 17, 15, 1, 2, 12],
  A: [14, 17, 17, 31, 17, 17, 17],
  B: [30, 17, 17, 30, 17, 17, 30],
  C: [14, 17, 16, 16, 16, 17, 14],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  F: [31, 16, 16, 30, 16, 16, 16],
  G: [14, 17, 16, 23, 17, 17, 15],
  H: [17, 17, 17, 31, 17, 17, 17],
  I: [14, 4, 4, 4, 4, 4, 14],
  J: [7, 2, 2, 2, 2, 18, 12],
  K: [17, 18, 20, 24, 20, 18, 17],
  L: [16, 16, 16, 16, 16, 16, 31],
  M: [17, 27, 21, 21, 17, 17, 17],
  N: [17, 17, 25, 21, 19, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  P: [30, 17, 17, 30, 16, 16, 16],
  Q: [14, 17, 17, 17, 21, 18, 13],
  R: [30, 17, 17, 30, 20, 18, 17],
  S: [15, 16, 16, 14, 1, 1, 30],
  T: [31, 4, 4, 4, 4, 4, 4],
  U: [17, 17, 17, 17, 17, 17, 14],
  V: [17, 17, 17, 17, 17, 10, 4],
  W: [17, 17, 17, 21, 21, 21, 10],
  X: [17, 17, 10, 4, 10, 17, 17],
  Y: [17, 17, 10, 4, 4, 4, 4],
  Z: [31, 1, 2, 4, 8, 16, 31],
  ' ': [],
  '-': [0, 0, 0, 14, 0, 0, 0],
  '–': [0, 0, 0, 31, 0, 0, 0],
  '.': [0, 0, 0, 0, 0, 12, 12],
  ',': [0, 0, 0, 0, 12, 4, 8],
  ':': [0, 12, 12, 0, 12, 12, 0],
  '·': [0, 0, 0, 12, 12, 0, 0],
  "'": [4, 4, 8, 0, 0, 0, 0],
  '/': [1, 1, 2, 4, 8, 16, 16],
  '%': [24, 25, 2, 4, 8, 19, 3],
  '(': [2, 4, 8, 8, 8, 4, 2],
  ')': [8, 4, 2, 2, 2, 4, 8],
  '+': [0, 4, 4, 31, 4, 4, 0],
  '=': [0, 0, 31, 0, 31, 0, 0],
  '&': [12, 18, 20, 8, 21, 18, 13],
  _: [0, 0, 0, 0, 0, 0, 31],
  '?': [14, 17, 1, 2, 4, 0, 4]
}
const unknown = letters['?'] ?? []

export const letterHeight = 7
/** Dots from one letter to the next, one of them between the two. */
export const letterPitch = 6

/** Letters as they are drawn: accents are left away. */
const drawable = (words: string): string[] => [
  ...words.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('−', '-').toUpperCase()
]

/** Dots across. */
export const wordWidth = (words: string): number => letterPitch * drawable(words).length - 1

/** Calls `dot` with every dot of the letters, from their upper left corner. */
export function drawWords(words: string, dot: (x: number, y: number) => void): void {
  drawable(words).forEach((letter, place) => {
    ;(letters[letter] ?? unknown).forEach((row, y) => {
      for (let x = 0; x < 5; x++) if (row & (16 >> x)) dot(letterPitch * place + x, y)
    })
  })
}
