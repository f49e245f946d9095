/**
 * What stands in for Electron where its binary cannot be had: the files a packager touches, and a fuse wire that can be
 * set.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** By which Electron's fuses are found in its binary. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** @param fuses a digit each, as they are before anything is packed */
export function stubElectron(folder: string, version: string, fuses: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true })
  const wire = Buffer.from([1, fuses.length, ...Buffer.from(fuses)])
  writeFileSync(
    join(folder, 'electron'),
    Buffer.concat([Buffer.from(`#!/bin/sh\nexit 0\n${sentinel}`), wire, Buffer.from('\n')])
  )
  chmodSync(join(folder, 'electron'), 0o755)
  for (const [name, text] of [
    ['version', version],
    ['LICENSE', 'stub'],
    ['LICENSES.chromium.html', 'stub']
  ] as const)
    writeFileSync(join(folder, name), text)
}
