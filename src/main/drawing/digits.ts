/** Figures of five by seven dots, for numbers inside pictures: each is its rows from above, five bits per row. */
const figures: Record<string, readonly number[]> = {
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
  '-': [0, 0, 0, 14, 0, 0, 0],
  '.': [0, 0, 0, 0, 0, 12, 12]
}

export const digitHeight = 7
/** Dots across, one of them between two figures. */
export const wordWidth = (word: string): number => 6 * word.length - 1

/** Calls `dot` with every dot of a number's figures, from its upper left corner. */
export function drawNumber(word: string, dot: (x: number, y: number) => void): void {
  ;[...word].forEach((figure, place) => {
    figures[figure]?.forEach((row, y) => {
      for (let x = 0; x < 5; x++) if (row & (16 >> x)) dot(6 * place + x, y)
    })
  })
}
