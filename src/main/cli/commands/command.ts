/** What a command's file declares, and the options and words that several share. */
import { Option, type Command } from 'commander'
import { whole } from '../numbers'
import { readDevice } from '../device'
import type { GlobalOptions, Session } from '../session'

/** What a command is added to, and what it runs in: each a studio of its own. */
export interface CommandLine {
  program: Command
  globals: () => GlobalOptions
  inStudio: (work: (session: Session) => Promise<void>) => Promise<void>
  /** For commands that only look: nothing in the workspace is tidied. */
  looking: (work: (session: Session) => Promise<void>) => Promise<void>
  /** Serves the studio to a browser until a signal ends it. */
  serve: (options: ServeWords) => Promise<void>
}

export interface ServeWords extends Pick<GlobalOptions, 'workspace' | 'engine'> {
  /** 0: any free one. */
  port: number
  open: boolean
  /** Open Sound Control, where it is asked for. */
  osc?: { port: number; host: string } | undefined
}

export interface CliCommand {
  /** Its word. */
  id: string
  /** Its place in `--help`, from 0 up; tens apart, so that others fit between. */
  place: number
  add: (line: CommandLine) => void
}

export const runWord = 'id, beginning of an id, name, or "latest"'

/** Reads an option that may be repeated. */
export const collect = (word: string, before: string[]): string[] => [...before, word]

export const stepsOption = (help: string): Option =>
  new Option('--steps <n>', help).argParser(whole(1, 1_000_000_000)).conflicts('epochs')
export const onOption = (): Option =>
  new Option('--on <machine>', 'train on another machine, see `atelier machines`').conflicts(['wait', 'now'])
export const deviceOption = (): Option =>
  new Option('--device <numbers>', 'which GPUs, as nvidia-smi counts them: 0, or 0,1; none: the processor')
    .argParser(readDevice)
    .conflicts('on')
export const waitOption = (): Option =>
  new Option('--wait', 'where another run trains: train when its turn comes').conflicts('now')
export const nowOption = (): Option => new Option('--now', 'where another run trains: train beside it')
