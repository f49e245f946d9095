/**
 * What the studio writes down of itself: `logs/atelier.log` in the workspace, for whoever has to find out what went
 * wrong. One file of at most a megabyte and four older ones; never a picture, a token or what a window typed.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import log from 'electron-log/node'
import { makeFolderSync } from './folders'
import { privateFile, privateFolder } from './private'

export interface Log {
  info(line: string): void
  warn(line: string): void
  error(line: string, cause?: unknown): void
}

export const logFolder = (workspace: string): string => join(workspace, 'logs')
export const logName = 'atelier.log'

/** Bytes of one file. */
const largest = 1 << 20
/** Files kept beside the one that is written to. */
const older = 4

/** Names of the log's files, newest first: atelier.log, atelier.1.log, … */
export const logNames = [logName, ...Array.from({ length: older }, (_, i) => `atelier.${i + 1}.log`)]

/** A log that cannot be written, for instance on a full disk, is no reason to stop anything: its lines are lost. */
export function openLog(workspace: string): Log {
  const folder = logFolder(workspace)
  try {
    makeFolderSync(folder, privateFolder)
  } catch {
    return silent
  }
  const logger = log.create({ logId: folder })
  const { console: terminal, file } = logger.transports
  terminal.level = false
  file.level = 'info'
  file.resolvePathFn = () => join(folder, logName)
  file.maxSize = largest
  file.format = '{y}-{m}-{d} {h}:{i}:{s}.{ms} {level} {text}'
  file.writeOptions = { flag: 'a', mode: privateFile, encoding: 'utf8' }
  file.archiveLogFn = () => rotate(folder)
  return {
    info: line => logger.info(line),
    warn: line => logger.warn(line),
    error: (line, cause) => logger.error(cause instanceof Error ? `${line} ${cause.stack ?? cause.message}` : line)
  }
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Each file becomes the next older one; the oldest goes. */
function rotate(folder: string): void {
  try {
    rmSync(join(folder, logNames.at(-1) ?? ''), { force: true })
    for (let i = logNames.length - 2; i >= 0; i--) {
      const [from, to] = [join(folder, logNames[i] ?? ''), join(folder, logNames[i + 1] ?? '')]
      if (existsSync(from)) renameSync(from, to)
    }
  } catch {
    // The disk is full or read-only: the file goes on growing, or its lines are lost.
  }
}

/** Whatever is written to the terminal as an error or a warning is written down as well. @returns what ends that */
export function logConsole(to: Log): () => void {
  const { error, warn } = console
  const text = (words: unknown[]): string =>
    words.map(word => (word instanceof Error ? (word.stack ?? word.message) : String(word))).join(' ')
  console.error = (...words: unknown[]) => {
    to.error(text(words))
    error(...words)
  }
  console.warn = (...words: unknown[]) => {
    to.warn(text(words))
    warn(...words)
  }
  return () => {
    Object.assign(console, { error, warn })
  }
}
