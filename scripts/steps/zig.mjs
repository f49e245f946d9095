/** A C++ compiler for machines without one: Zig, which PyPI carries as a wheel that needs no Python. */
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { cacheFolder, inRoot, platform } from '../lib/paths.mjs'
import { Problem, say } from '../lib/say.mjs'
import { fetchWheel, needSpace } from '../lib/wheel.mjs'
import { entries, local } from '../lib/zip.mjs'

const targets = {
  'linux-x64': ['-target', 'x86_64-linux-gnu.2.27'],
  'linux-arm64': ['-target', 'aarch64-linux-gnu.2.27'],
  'darwin-arm64': []
}

/** The command that takes g++'s arguments; `remove` gives back its half gigabyte. The caller holds the cache's lock. */
export async function zig() {
  const pin = JSON.parse(readFileSync(inRoot('scripts', 'native.json'), 'utf8')).zig[platform]
  const target = targets[/** @type {keyof typeof targets} */ (platform)]
  if (!pin || !target) throw new Problem('No C++ compiler was found. Install one (g++ or clang++) and start again.')
  const folder = join(cacheFolder(), pin.wheel.split('-py3')[0])
  if (!existsSync(folder)) await unpack(pin, folder)
  const scratch = join(cacheFolder(), 'zig-cache')
  return {
    command: join(folder, 'zig'),
    args: ['c++', ...target],
    env: { ...process.env, ZIG_GLOBAL_CACHE_DIR: scratch, ZIG_LOCAL_CACHE_DIR: scratch },
    remove: () => [folder, scratch].forEach(path => rmSync(path, { recursive: true, force: true }))
  }
}

/** @param {import('../lib/wheel.mjs').Wheel} pin @param {string} folder */
async function unpack(pin, folder) {
  needSpace(cacheFolder(), 800e6)
  const file = await fetchWheel(pin, cacheFolder(), 'Zig')
  say('Unpacking Zig …')
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  const handle = openSync(file, 'r')
  for (const entry of (await entries(local(file))).values()) {
    if (!entry.name.startsWith('ziglang/') || entry.name.endsWith('/') || entry.name.split('/').includes('..')) continue
    // Twenty thousand small files: synchronous calls are several times as fast here.
    const bytes = Buffer.alloc(30 + entry.name.length + 1024 + entry.compressed)
    readSync(handle, bytes, 0, bytes.length, entry.offset)
    const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28)
    const packed = bytes.subarray(start, start + entry.compressed)
    const target = join(partial, entry.name.slice('ziglang/'.length))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, entry.method === 0 ? packed : inflateRawSync(packed))
  }
  closeSync(handle)
  chmodSync(join(partial, 'zig'), 0o755)
  renameSync(partial, folder)
  rmSync(file)
}
