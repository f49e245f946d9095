/** Where the bytes that a command makes go: into a file, whole or not at all, or with "-" to stdout. */
import { realpath, stat, writeFile } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import { saying } from '../lib/failures'
import { toStdout } from '../lib/streams'
import { makeWhole, writeWhole } from '../lib/whole-file'
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

/**
 * Bytes to their place, and a sentence about it. Where the bytes go to stdout, the sentence goes to stderr.
 * @param said for --json, and in words, of the absolute path
 * @throws StudioError naming the file
 */
export async function deliver(
  output: Output,
  file: string,
  bytes: Uint8Array,
  said: (path: string) => { facts: object; words: string | string[] }
): Promise<void> {
  if (file === standardOutput) {
    toStdout(bytes)
    return output.aside([said('Standard output').words].flat().join('\n'))
  }
  const path = await writeTo(file, bytes)
  const { facts, words } = said(path)
  output.say({ file: path, ...facts }, words)
}

/**
 * Whole or not at all: a link stays one and what it leads to is written, a file that was there keeps its mode. A pipe
 * or a device is written into as it is.
 * @returns the absolute path as it was said @throws StudioError naming the file
 */
export async function writeTo(file: string, bytes: Uint8Array): Promise<string> {
  const path = resolve(file)
  const there = await stat(path).catch(() => null)
  if (!there || there.isDirectory()) await writeWhole(path, bytes, 'ordinary')
  else
    await saying({ path, doing: 'written' }, async () => {
      if (!there.isFile()) return writeFile(path, bytes)
      await makeWhole(
        await realpath(path),
        async target => {
          await target.chmod(there.mode & 0o777)
          await target.writeFile(bytes)
        },
        'ordinary'
      )
    })
  return path
}
