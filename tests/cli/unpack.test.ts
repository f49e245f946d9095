/** Archives that a command makes, unpacked into folders: whole, and never over what is there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { expect, onTestFinished, test } from 'vitest'
import { checkFolder, deliverFolder, isFolderName } from '../../src/main/cli/exporting/unpack'

const archive = zipSync({ '1.png': Uint8Array.of(1), '2.png': Uint8Array.of(2, 2) })

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'atelier-unpack-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test('a folder that is not there is made, and has every file', async () => {
  const into = join(folder(), 'a', 'b')
  expect(await deliverFolder(into, archive)).toEqual({ path: into, count: 2 })
  expect(readdirSync(into).toSorted()).toEqual(['1.png', '2.png'])
  expect([...readFileSync(join(into, '2.png'))]).toEqual([2, 2])
})

test('nothing is written over, and then nothing is written', async () => {
  const into = folder()
  writeFileSync(join(into, '2.png'), 'mine')
  await expect(deliverFolder(into, archive)).rejects.toThrow(/2\.png" is there already/)
  expect(readdirSync(into)).toEqual(['2.png'])
  expect(readFileSync(join(into, '2.png'), 'utf8')).toBe('mine')
  await expect(checkFolder(join(into, '2.png'))).rejects.toThrow(/is a file, and a folder is wanted/)
})

test('a name with the archive’s ending is the archive, and - is stdout', () => {
  expect(['out', 'out.zip', 'OUT.ZIP', '-'].map(name => isFolderName(name, 'zip'))).toEqual([true, false, false, false])
})
