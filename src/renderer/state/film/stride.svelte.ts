/** How many of a film's frames are taken is asked before it is taken apart: neighbours are nearly the same. */

export interface Film {
  name: string
  frames: number
  /** Null where frames have no common length. */
  seconds: number | null
  /** Of so many frames one is taken at least, so that no more come than are taken. */
  least: number
}

class StrideQuestion {
  film = $state.raw<Film | null>(null)
  private answered: (stride: number | null) => void = () => {}

  /** @returns of so many frames one; null: none of it, after all. One question at a time: another takes its place. */
  ask(film: Film): Promise<number | null> {
    this.answered(null)
    return new Promise(resolve => {
      this.film = film
      this.answered = resolve
    })
  }

  answer(stride: number | null): void {
    this.film = null
    this.answered(stride)
  }
}

export const strideQuestion = new StrideQuestion()

/** How many frames that makes. */
export const takenOf = (frames: number, stride: number): number => Math.ceil(frames / stride)
