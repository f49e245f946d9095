/** Where the bytes that a command makes go: into a file, whole or not at all, or with "-" to stdout. */
import { open, realpath, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { saying } from '../lib/failures'
import { makeFolder } from '../lib/folders'
import { ordinaryFolder } from '../lib/private'
import { stdoutHasRoom, toStdout } from '../lib/streams'
import { makeWhole } from '../lib/whole-file'
import { UsageError, type Output } from './output'

/** What stands for stdout. */
export const standardOutput = '-'

export interface FileKind {
  /** Without a dot: the ending of its files' names. */
  extension: string
  /** Whoever reads such files looks for the extension anywhere in their names. */
  anywhere?: boolean
}

/**
 * Before anything is made: that the name fits what will be in the file, and that stdout is wanted once. A name without
 * an ending, a pipe and a device fit everything.
 * @throws UsageError
 */
export async function checkTarget(output: Output, file: string, { extension, anywhere }: FileKind): Promise<void> {
  if (file === standardOutput) {
    if (output.json) throw new UsageError('-o - and --json both want stdout. Name a file, or leave out --json.')
    if (process.stdout.isTTY)
      throw new UsageError('-o - writes bytes to stdout, and that is a terminal. Send it to a file or into a program.')
    return
  }
  const there = await stat(resolve(file)).catch(() => null)
  if (there && !there.isFile() && !there.isDirectory()) return
  const ending = extname(file)
  if (anywhere && !basename(file).includes(extension))
    throw new UsageError(
      `Programs that open such files look for "${extension}" in their names, and "${file}" does not have it. ` +
        `Call it "${file}.${extension}".`
    )
  if (anywhere || ending === '' || ending.slice(1).toLowerCase() === extension) return
  throw new UsageError(
    `"${file}" ends in ${ending}, and what is written is ${extension.toUpperCase()}. Call it ` +
      `"${file.slice(0, -ending.length)}.${extension}".`
  )
}

/** What is written: at once, or in pieces. */
export type Written = Uint8Array | AsyncIterable<Uint8Array>

/**
 * Bytes to their place, and a sentence about it. Where the bytes go to stdout, the sentence goes to stderr.
 * @param said for --json, and in words, of the absolute path and of how many bytes there were
 * @throws StudioError naming the file; what making a piece throws
 */
export async function deliver(
  output: Output,
  file: string,
  written: Written,
  said: (path: string, bytes: number) => { facts: object; words: string | string[] }
): Promise<void> {
  if (file === standardOutput) {
    let bytes = 0
    for await (const piece of piecesOf(written)) {
      toStdout(piece)
      await stdoutHasRoom()
      bytes += piece.length
    }
    return output.aside([said('Standard output', bytes).words].flat().join('\n'))
  }
  const { path, bytes } = await writeTo(file, written)
  const { facts, words } = said(path, bytes)
  output.say({ file: path, ...facts }, words)
}

const piecesOf = (written: Written): AsyncIterable<Uint8Array> | Iterable<Uint8Array> =>
  written instanceof Uint8Array ? [written] : written

/**
 * Whole or not at all: a link stays one and what it leads to is written, a file that was there keeps its mode. A pipe
 * or a device is written into as it is.
 * @returns the absolute path as it was said, and how many bytes there were @throws StudioError naming the file
 */
export async function writeTo(file: string, written: Written): Promise<{ path: string; bytes: number }> {
  const path = resolve(file)
  const there = await stat(path).catch(() => null)
  let bytes = 0
  const fill = async (target: FileHandle): Promise<void> => {
    for await (const piece of piecesOf(written)) {
      await target.writeFile(piece)
      bytes += piece.length
    }
  }
  await saying({ path, doing: 'written' }, async () => {
    if (there && !there.isFile() && !there.isDirectory()) {
      const target = await open(path, 'w')
      return fill(target).finally(() => target.close())
    }
    if (!there) await makeFolder(dirname(path), ordinaryFolder)
    await makeWhole(
      there ? await realpath(path) : path,
      async target => {
        if (there?.isFile()) await target.chmod(there.mode & 0o777)
        await fill(target)
      },
      { access: 'ordinary' }
    )
  })
  return { path, bytes }
}
