/**
 * Puts TensorFlow's library beside the unpacked binding, and what other machines are set up with beside the archive.
 */
import { join } from 'node:path'
import { copyLibrary, libraryMembers } from './native-library.mjs'
import { platformOf } from './platform.mjs'
import { copyProgram } from './program.mjs'

const binding = ['node_modules', '@tensorflow', 'tfjs-node-gpu']

/** @param {import('app-builder-lib').AfterPackContext} context */
export default async function afterPack({ appOutDir, packager, electronPlatformName, arch }) {
  const resources = packager.getResourcesDir(appOutDir)
  await copyProgram(packager.projectDir, join(resources, 'program'))
  const members = libraryMembers(packager.projectDir, platformOf(electronPlatformName, arch))
  // Where there is none (Windows), WebGPU and WebAssembly train.
  if (members.length > 0)
    await copyLibrary(
      members,
      join(packager.projectDir, ...binding, 'deps'),
      join(resources, 'app.asar.unpacked', ...binding, 'deps')
    )
}
