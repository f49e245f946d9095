/** The lint configuration holds the house's borders: proven on a small house that crosses all of them. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const trespasser = `import { app } from 'electron'
import Database from 'better-sqlite3'
import { tensor } from '@tensorflow/tfjs-node-gpu'
import { readFile } from 'node:fs'
import { requests } from '../../shared/ipc'
import { open } from '../../main/store'
import { normals } from '../../shared/random'
import type { Run } from '../../shared/domain'
import type { Command } from '../../main/engine/protocol'
export { app, Database, tensor, readFile, requests, open, normals }
export type { Run, Command }
`
const [electron, sqlite, tfjs, node, contract, store] = [1, 2, 3, 4, 5, 6]
const allowedNowhere: Record<string, (number | undefined)[]> = {
  'src/main/index.ts': [sqlite, tfjs],
  'src/main/serve.ts': [electron, sqlite, tfjs],
  'src/main/studio/runs/runs.ts': [electron, sqlite, tfjs],
  'src/main/engine/adam.ts': [electron, sqlite],
  'src/main/losses/hinge.ts': [electron, sqlite, tfjs],
  'src/main/tensors/tf.ts': [electron, sqlite, tfjs],
  'src/main/store/runs.ts': [electron, tfjs],
  'src/preload/index.ts': [sqlite, tfjs],
  'src/shared/ipc/index.ts': [electron, sqlite, tfjs, node],
  'src/renderer/state/runs.svelte.ts': [electron, sqlite, tfjs, node, contract, store],
  'src/renderer/screens/Run.svelte': [electron, sqlite, tfjs, node, contract, store]
}

let house = ''
let found: { filename: string; code: string; labels: { span: { line: number } }[] }[] = []
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'atelier-borders-'))
  copyFileSync('.oxlintrc.json', join(house, '.oxlintrc.json'))
  for (const file of Object.keys(allowedNowhere)) {
    mkdirSync(dirname(join(house, file)), { recursive: true })
    writeFileSync(
      join(house, file),
      file.endsWith('.svelte') ? `<script lang="ts"> ${trespasser}</script>\n` : trespasser
    )
  }
  const { stdout } = spawnSync(process.execPath, [resolve('node_modules/oxlint/bin/oxlint'), '--format=json'], {
    cwd: house,
    encoding: 'utf8'
  })
  found = JSON.parse(stdout).diagnostics
})
afterAll(() => {
  rmSync(house, { recursive: true })
})

test.each(Object.entries(allowedNowhere))('%s', (file, lines) => {
  const crossed = found
    .filter(({ filename, code }) => filename === file && code === 'eslint(no-restricted-imports)')
    .map(({ labels }) => labels[0]?.span.line)
  expect([...new Set(crossed)]).toEqual(lines)
})
