/** A Vulkan driver for tests of WebGPU: a real one, else SwiftShader, the software driver in Chromium's folder. */
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

const loader = 'libvulkan.so.1'
const software = 'vk_swiftshader_icd.json'
const RTLD_NOW = 2,
  RTLD_NODELETE = 0x1000

/** Folders that may hold both files. */
function chromiums(): string[] {
  const named = process.env.ATELIER_CHROMIUM
  return [
    named && existsSync(named) ? dirname(realpathSync(named)) : '',
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser'
  ].filter(folder => existsSync(join(folder, software)))
}

function open(): boolean {
  if (process.platform !== 'linux') return process.platform === 'darwin'
  if (existsSync('/dev/dri') && readdirSync('/dev/dri').some(name => name.startsWith('renderD'))) return true
  const [folder] = chromiums()
  if (!folder) return false
  process.env.VK_ICD_FILENAMES ??= join(folder, software)
  // Loaded under its name, it is what Dawn finds when it asks for it. It is no addon, and Node says so.
  try {
    process.dlopen({ exports: {} }, join(folder, loader), RTLD_NOW | RTLD_NODELETE)
  } catch (error) {
    return /self-register/.test(String(error))
  }
  return true
}

/** Whether WebGPU can be tested here. */
export const vulkan = open()
