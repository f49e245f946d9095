/** The studio's other processes, as every host can start them: engines, and the decoder of pictures. */

/** One of our programs. */
export interface ProgramStart {
  /** What the system's list of processes may call it. */
  name: string
  program: string
  environment: NodeJS.ProcessEnv
}

export interface ProcessExit {
  /** Exit status; null when a signal ended it. */
  code: number | null
  signal: string | null
  /** The last 4 KB it wrote to stderr. */
  stderr: string
  /** Where the host knows more than that: how it ended, as the end of "it …". */
  how?: string
}

/**
 * A process and its channel: messages in their order, both ways. Listeners are set once, before the first message is
 * sent.
 */
export interface Child {
  /** To one that has died: nothing happens. */
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called exactly once, also when it could not be started. */
  onExit(listener: (exit: ProcessExit) => void): void
  kill(): void
}

export type StartProcess = (start: ProgramStart) => Child

const kept = 4096

/** The last 4 KB of a text that comes in pieces. */
export function tail(): { add(piece: string): void; text(): string } {
  let text = ''
  return {
    add: piece => {
      text = (text + piece).slice(-kept)
    },
    text: () => text
  }
}
