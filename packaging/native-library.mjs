/** TensorFlow's library as it goes into a package: the pinned files, checked, from the cache that set-up filled. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** @typedef {{ to: string, sha256: string, size: number }} Member */

/**
 * @param {string} root of the source tree
 * @param {string} platform such as linux-x64
 * @returns {Member[]} the library's files, without headers; none where there is none for that platform
 */
export function libraryMembers(root, platform) {
  const { tensorflow } = JSON.parse(readFileSync(join(root, 'scripts', 'native.json'), 'utf8'))
  return (tensorflow[platform]?.members ?? []).filter((/** @type {Member} */ { to }) => to.startsWith('lib/'))
}

/**
 * Copies them to `deps/` of the packaged binding, and gives them the plain names too that it is linked against.
 * @param {Member[]} members @param {string} from the source tree's deps folder @param {string} to the package's
 * @throws Error when a file is missing or is not the pinned one
 */
export async function copyLibrary(members, from, to) {
  for (const member of members) {
    const [source, target] = [join(from, member.to), join(to, member.to)]
    if (!existsSync(source)) throw new Error(`${source} is missing. Run npm run build first, which fetches it.`)
    const found = await hashOf(source)
    if (found !== member.sha256)
      throw new Error(
        `${source} is not the pinned file: its SHA-256 is ${found}, not ${member.sha256}. Remove the cache ` +
          'folder it lies in and run npm run build.'
      )
    await mkdir(dirname(target), { recursive: true })
    await copyFile(source, target)
    const plain = basename(target)
      .replace(/libtensorflow_cc/, 'libtensorflow')
      .replace(/\.so\.2$/, '.so')
      .replace(/\.2\.dylib$/, '.dylib')
    if (plain !== basename(target)) await symlink(basename(target), join(dirname(target), plain))
  }
}

/** SHA-256 as wheels write it: base64url without padding. @param {string} path */
async function hashOf(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('base64url')
}
