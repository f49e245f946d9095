/**
 * Part of step 3: NVIDIA's libraries, where there is such a GPU. Twice the TensorFlow and another 1.5 GB, so never for
 * nothing.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fetchWheel, needSpace } from '../lib/wheel.mjs'
import { entries, extract, local } from '../lib/zip.mjs'

/** ATELIER_CUDA=1 or 0 decides; otherwise whether NVIDIA's driver is loaded. */
export const cudaWanted = (env = process.env, driver = '/proc/driver/nvidia/version') =>
  process.platform === 'linux' &&
  process.arch === 'x64' &&
  (env.ATELIER_CUDA ? env.ATELIER_CUDA !== '0' : existsSync(driver))

/**
 * All libraries flat in one folder that TensorFlow's framework library looks in. In pip's own layout it misses
 * cusolver, and then silently registers no GPU.
 * @param {import('../lib/wheel.mjs').Wheel[]} wheels
 * @param {string} folder
 */
export async function takeCuda(wheels, folder) {
  const target = join(folder, 'nvidia', 'cuda_runtime', 'lib')
  mkdirSync(target, { recursive: true })
  for (const wheel of wheels) {
    const done = join(target, `.${wheel.project}`)
    if (existsSync(done)) continue
    needSpace(folder, wheel.size * 3)
    const file = await fetchWheel(wheel, folder, wheel.project)
    const source = local(file)
    for (const entry of (await entries(source)).values()) {
      if (/\.so(\.\d+)*$/.test(entry.name)) await extract(source, entry, join(target, basename(entry.name)))
    }
    rmSync(file)
    writeFileSync(done, wheel.sha256)
  }
}
