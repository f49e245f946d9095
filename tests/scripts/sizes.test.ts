/** What counts as too large a file or folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tooLarge } from '../../scripts/lib/sizes.mjs'
import { temporaryFolder } from '../store/fixtures'

test('files of more than 300 lines and folders of more than 25 files are named, others are not', () => {
  const src = temporaryFolder()
  mkdirSync(join(src, 'main', 'full'), { recursive: true })
  writeFileSync(join(src, 'main', 'just.ts'), 'x\n'.repeat(300))
  writeFileSync(join(src, 'main', 'long.ts'), 'x\n'.repeat(301))
  writeFileSync(join(src, 'main', 'long.svg'), 'x\n'.repeat(301))
  for (let i = 0; i < 26; i++) writeFileSync(join(src, 'main', 'full', `${i}.ts`), '')
  // A folder of definitions grows by one file each.
  mkdirSync(join(src, 'main', 'collected'))
  for (let i = 0; i < 26; i++) writeFileSync(join(src, 'main', 'collected', `${i}.ts`), '')
  writeFileSync(join(src, 'main', 'collected', 'index.ts'), "import.meta.glob<Model>(['./*.ts', '!./index.ts'])\n")
  expect(tooLarge(src)).toEqual([
    'src/main/long.ts has 301 lines, more than 300: split it by topic.',
    'src/main/full has 26 files, more than 25: give it folders by topic.'
  ])
})
