/** Rooms know only what stands below them: held by `npm run check`, proven here on a small house. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { wrongImports } from '../../scripts/lib/layers.mjs'

let house = ''
afterEach(() => rmSync(house, { recursive: true }))

function built(files: Record<string, string>): string[] {
  house = mkdtempSync(join(tmpdir(), 'atelier-layers-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, 'src', name)), { recursive: true })
    writeFileSync(join(house, 'src', name), text)
  }
  return wrongImports(join(house, 'src'))
}

test('down is allowed, within a room too', () => {
  expect(
    built({
      'main/studio/runs/runs.ts': "import { Store } from '../../store'\nimport { x } from './y'\n",
      'main/store/index.ts': "import type { Run } from '../../shared/domain'\n",
      'main/cli.ts': "import { open } from './studio'\nimport { version } from '../../package.json'\n",
      'main/studio/index.ts': '',
      'shared/domain.ts': ''
    })
  ).toEqual([])
})

test('up and sideways are not: types, exports and lazy imports alike', () => {
  expect(
    built({
      'main/layers/conv.ts': "import type { Phase } from '../models/phase'\n",
      'main/losses/hinge.ts': "export { adam } from '../optimisers'\n",
      'main/optimisers/index.ts': '',
      'main/store/index.ts': "const late = () => import('../studio/runs/runs')\n",
      'renderer/screens/Run.svelte': "<script>\n  import { open } from '../../main/store'\n</script>\n",
      'main/cellar/index.ts': ''
    })
  ).toEqual([
    'src/main/cellar/index.ts: the room main/cellar is not in scripts/lib/layers.mjs. Say there what it stands on.',
    'src/main/layers/conv.ts imports ../models/phase: main/layers may not know main/models.',
    'src/main/losses/hinge.ts imports ../optimisers: main/losses may not know main/optimisers.',
    'src/main/store/index.ts imports ../studio/runs/runs: main/store may not know main/studio.',
    'src/renderer/screens/Run.svelte imports ../../main/store: renderer may not know main/store.'
  ])
})
