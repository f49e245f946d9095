/** Step 4: the binding between Node and TensorFlow, compiled once and kept in the cache for other clones. */
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { leftover } from '../lib/leftover.mjs'
import { withLock } from '../lib/lock.mjs'
import { bindingFile, cacheFolder, platform, stamps, tfjs } from '../lib/paths.mjs'
import { run } from '../lib/processes.mjs'
import { Problem, say } from '../lib/say.mjs'
import { hashOf, isStamped, stamp, unstamp } from '../lib/stamp.mjs'
import { zig } from './zig.mjs'

const mac = process.platform === 'darwin'
/**
 * Relative to the package's folder, where the compiler runs: the line must be the same in every clone to share its
 * result.
 */
const napi = '../../node-api-headers/include'
const done = join(stamps, 'binding')

/** @param {string} version of TensorFlow, with its variant */
export async function binding(version) {
  const key = hashOf(
    [join(tfjs, 'binding'), join(tfjs, napi, 'node_api.h')],
    [version, platform, ...compileLine('')],
    tfjs
  )
  if (existsSync(bindingFile) && isStamped(done, key)) return
  unstamp(done)
  const kept = join(cacheFolder(), 'bindings', key, 'tfjs_binding.node')
  if (!existsSync(kept)) {
    await withLock(join(cacheFolder(), 'bindings.lock'), async () => {
      if (existsSync(kept)) return
      mkdirSync(dirname(kept), { recursive: true })
      const fresh = `${kept}.${process.pid}`
      const whole = leftover(fresh)
      await compile(fresh)
      renameSync(fresh, kept)
      whole()
    })
  }
  // Copied, not linked: it finds TensorFlow from where it lies. Renamed into place: another process may have it loaded.
  mkdirSync(dirname(bindingFile), { recursive: true })
  const fresh = `${bindingFile}.${process.pid}`
  copyFileSync(kept, fresh)
  renameSync(fresh, bindingFile)
  stamp(done, key)
}

/** @param {string} output */
export function compileLine(output) {
  const origin = mac ? '@loader_path' : '$ORIGIN'
  return [
    '-shared',
    '-fPIC',
    '-O2',
    '-std=c++17',
    '-DNAPI_VERSION=8',
    ...(mac ? ['-undefined', 'dynamic_lookup'] : ['-s']),
    '-I',
    napi,
    '-I',
    'deps/include',
    'binding/tfjs_backend.cc',
    'binding/tfjs_binding.cc',
    '-L',
    'deps/lib',
    ...(mac ? ['-ltensorflow_cc.2', '-ltensorflow_framework.2'] : ['-ltensorflow', '-ltensorflow_framework']),
    `-Wl,-rpath,${origin}/../../deps/lib`,
    '-o',
    output
  ]
}

/** Tries each compiler of the machine, then one from the package index. @param {string} output */
async function compile(output) {
  say('Compiling the TensorFlow binding (about 15 s) …')
  let lastWords = ''
  for (const compiler of await compilers()) {
    const { status, output: said, missing } = await run(compiler, compileLine(output), { cwd: tfjs })
    if (status === 0 && existsSync(output)) return
    if (!missing) lastWords = said.trim()
  }
  say(`No ${lastWords ? 'working ' : ''}C++ compiler here; using Zig's, from the package index.`)
  const { command, args, env, remove } = await zig()
  const { status, output: said } = await run(command, [...args, ...compileLine(output)], { cwd: tfjs, env })
  remove()
  if (status === 0 && existsSync(output)) return
  const advice = mac
    ? '`xcode-select --install`'
    : '`apt-get install g++` on Debian and Ubuntu, `dnf install gcc-c++` on Fedora'
  throw new Problem(
    `The TensorFlow binding could not be compiled. Install a C++ compiler (${advice}) and start again. The ` +
      `compiler's last words:\n${(lastWords || said.trim()).split('\n').slice(0, 8).join('\n')}`
  )
}

async function compilers() {
  // Without its command line tools, a Mac answers each compiler's name with a dialog to install them.
  if (mac && (await run('xcode-select', ['-p'])).status !== 0) return []
  return [...(process.env.CXX ? [process.env.CXX] : []), 'g++', 'clang++', 'c++']
}
