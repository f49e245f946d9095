/** What must be there before anything is packed, said in words instead of found out by the first who installs it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { libraryMembers } from './native-library.mjs'
import { platformOf } from './platform.mjs'

/** @param {import('app-builder-lib').BeforePackContext} context */
export default async function beforePack({ packager, electronPlatformName, arch }) {
  const root = packager.projectDir
  const needed = ['out/main/index.js', 'out/main/trainer.js', 'out/preload/index.cjs', 'out/renderer/index.html']
  if (libraryMembers(root, platformOf(electronPlatformName, arch)).length > 0)
    needed.push('node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node')
  const missing = needed.filter(file => !existsSync(join(root, file)))
  if (missing.length > 0)
    throw new Error(`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. Run npm run build first.`)
}
