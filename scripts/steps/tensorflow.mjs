/**
 * Step 3: TensorFlow's C library, taken from its Python wheel into the shared cache, and linked to from the package.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { join, resolve } from 'node:path'
import { withLock } from '../lib/lock.mjs'
import { cacheFolder, inRoot, platform, tfjs } from '../lib/paths.mjs'
import { Problem, say } from '../lib/say.mjs'
import { takeMembers } from '../lib/wheel.mjs'
import { cudaWanted, takeCuda } from './cuda.mjs'

const readPins = () => JSON.parse(readFileSync(inRoot('scripts', 'native.json'), 'utf8'))
const suffix = process.platform === 'darwin' ? '2.dylib' : 'so.2'
const plain = process.platform === 'darwin' ? 'dylib' : 'so'
export const libraries = ['cc', 'framework'].map(part => `libtensorflow_${part}.${suffix}`)

/**
 * Whether there is a library to train with natively: one of our own pins, or one that was named. Elsewhere WebGPU and
 * WebAssembly train.
 */
export const hasNative = (env = process.env, os = platform) =>
  Boolean(env.ATELIER_TENSORFLOW) || os in readPins().tensorflow

/** Provides the library; returns the folder that holds lib/ and include/, and its version. */
export async function tensorflow() {
  const { version, tensorflow: pins } = readPins()
  const own = process.env.ATELIER_TENSORFLOW
  if (own) return { folder: checkOwn(resolve(own)), version: 'own' }
  const variant = cudaWanted() ? `${platform}-cuda` : platform
  const pin = pins[variant]
  if (!pin) throw unsupported(variant)
  insistOnGlibc()
  const folder = join(cacheFolder(), `tensorflow-${version}-${variant}`)
  const isWhole = () => existsSync(join(folder, 'complete')) && pin.members.every(hasItsSize(folder))
  if (!isWhole()) {
    await withLock(`${folder}.lock`, async () => {
      if (isWhole()) return
      const partial = `${folder}.partial`
      say(`Fetching TensorFlow ${version} into ${cacheFolder()} (once for all clones) …`)
      await takeMembers(pin, pin.members, partial, 'TensorFlow')
      if (variant.endsWith('-cuda')) await takeCuda(readPins().nvidia, partial)
      for (const [name, library] of [
        [`libtensorflow.${plain}`, libraries[0]],
        [`libtensorflow_framework.${plain}`, libraries[1]]
      ])
        link(library ?? '', join(partial, 'lib', name ?? ''))
      writeFileSync(join(partial, 'complete'), version)
      rmSync(folder, { recursive: true, force: true })
      renameSync(partial, folder)
    })
  }
  return { folder, version: `${version}-${variant}` }
}

/** Enough to notice a cache that was cut short; checksums were looked at when it was filled. @param {string} folder */
const hasItsSize =
  folder =>
  (/** @type {import('../lib/wheel.mjs').Member} */ { to, size }) =>
    statSync(join(folder, to), { throwIfNoEntry: false })?.size === size

/**
 * Links the package's deps/ to the folder; names are resolved through the links, $ORIGIN is not.
 * @param {string} folder
 */
export function place(folder) {
  mkdirSync(join(tfjs, 'deps'), { recursive: true })
  for (const part of ['lib', 'include', 'nvidia']) {
    const target = join(folder, part),
      name = join(tfjs, 'deps', part)
    if (existsSync(target)) link(target, name)
    else rmSync(name, { recursive: true, force: true })
  }
}

/** Makes or corrects a link. @param {string} target @param {string} name */
function link(target, name) {
  try {
    if (readlinkSync(name) === target) return
  } catch {
    /* missing, or no link: made below */
  }
  rmSync(name, { recursive: true, force: true })
  symlinkSync(target, name)
}

/** @param {string} folder */
function checkOwn(folder) {
  const wanted = [
    ...libraries.map(name => join('lib', name)),
    join('lib', `libtensorflow.${plain}`),
    join('lib', `libtensorflow_framework.${plain}`),
    join('include', 'tensorflow', 'c', 'c_api.h')
  ]
  const missing = wanted.filter(name => !existsSync(join(folder, name)))
  if (missing.length === 0) return folder
  throw new Problem(
    `ATELIER_TENSORFLOW is ${folder}, which has no ${missing.join(', ')}. Point it to a folder with ` +
      `TensorFlow's lib/ and include/, or unset it to have Atelier fetch its own.`
  )
}

/** Asked for by name on a platform that has none, for instance CUDA's. @param {string} variant */
function unsupported(variant) {
  return new Problem(
    `There is no TensorFlow library for ${variant}. Start without ATELIER_CUDA, or set ATELIER_TENSORFLOW to ` +
      'a folder with lib/ and include/ of a TensorFlow built for this machine.'
  )
}

function insistOnGlibc() {
  if (process.platform !== 'linux') return
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
    /** @type {unknown} */ (process.report.getReport())
  )
  const [major = 0, minor = 0] = (report.header.glibcVersionRuntime ?? '0').split('.').map(Number)
  if (major > 2 || (major === 2 && minor >= 27)) return
  throw new Problem(
    'TensorFlow needs a Linux with glibc 2.27 or newer (Debian 10, Ubuntu 18.04 or later; not Alpine). Run ' +
      'Atelier on such a system or in a container of one.'
  )
}
