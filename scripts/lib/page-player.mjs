/**
 * Builds the program of exported web pages (src/page) into one file that runs by itself, and its style beside it. A
 * plugin of the main build, since the studio copies both into every page that it writes.
 */
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'vite'
import { inRoot } from './paths.mjs'

/** @param {string} folder where player.js and player.css go */
export async function buildPagePlayer(folder) {
  const built = await build({
    root: inRoot(),
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      rollupOptions: { input: inRoot('src/page/player.ts'), output: { format: 'iife' } }
    }
  })
  const chunk = [built]
    .flat()
    .flatMap(each => ('output' in each ? each.output : []))
    .find(each => each.type === 'chunk')
  if (!chunk || !('code' in chunk)) throw new Error('The program for web pages was not built.')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'player.js'), chunk.code)
  await copyFile(inRoot('src/page/page.css'), join(folder, 'player.css'))
}

/** @returns {import('vite').Plugin} */
export const pagePlayer = () => ({
  name: 'page-player',
  closeBundle: () => buildPagePlayer(inRoot('out/main'))
})
