/** One question before what cannot be undone. Everything else is done at once and offers Undo. */
export interface Question {
  title: string
  message: string
  /** The verb on the button. */
  action: string
  run: () => void
}

class Ask {
  question = $state.raw<Question | null>(null)

  open(question: Question): void {
    this.question = question
  }

  answer(yes: boolean): void {
    const { question } = this
    this.question = null
    if (yes) question?.run()
  }
}

export const ask = new Ask()
