/**
 * CycleGAN from two folders to a folder of translations, with the real engine: on the command line, and in the window.
 */
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { dropFiles } from './support/browser'
import { atelier, jsonLines } from './support/command-line'
import { examine } from './support/looks'
import { setStage } from './support/stage'
import { changed, settled, tab } from './support/window'

/** `count` discs on a ground, each of its own place and size. */
async function writeDiscs(folder: string, count: number, disc: string, ground: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (let i = 0; i < count; i++) {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><rect width="48" height="48" ' +
      `fill="${ground}"/><circle cx="${16 + ((i * 7) % 16)}" cy="${16 + ((i * 11) % 16)}" r="${6 + (i % 7)}" ` +
      `fill="${disc}"/></svg>`
    await sharp(Buffer.from(svg))
      .png()
      .toFile(join(folder, `${ground.slice(1)}-${i}.png`))
  }
}

describe('domains', () => {
  const stage = setStage(
    async ({ folder, workspace }) => {
      await writeDiscs(join(folder, 'Discs', 'photos'), 12, '#f0e020', '#102040')
      await writeDiscs(join(folder, 'Discs', 'paintings'), 9, '#203040', '#f0f0f0')
      const imported = await atelier(['--workspace', workspace, 'import', join(folder, 'Discs')])
      expect(imported.stdout, imported.stderr).toContain('21 pictures in two folders (photos ⇄ paintings)')
      const settings = ['size=32', 'width=4', 'blocks=1', 'patchLayers=2', 'samples=2', 'passes=1']
      const { status, stdout, stderr } = await atelier([
        '--workspace',
        workspace,
        'train',
        join(folder, 'Discs'),
        '--model',
        'cyclegan',
        '--epochs',
        '2',
        '--seed',
        '1',
        '--name',
        'Turned',
        ...settings.flatMap(setting => ['--set', setting])
      ])
      expect(status, stderr).toBe(0)
      expect(stdout).toMatch(/epoch 2\/2 {2}step 24 {2}D .* G .* Cyc /)

      // Of any size and format; one that is none.
      await mkdir(join(folder, 'own', 'deep'), { recursive: true })
      await sharp({ create: { width: 90, height: 61, channels: 3, background: '#102040' } })
        .jpeg()
        .toFile(join(folder, 'own', 'wide.jpg'))
      await sharp({ create: { width: 33, height: 70, channels: 4, background: { r: 1, g: 2, b: 3, alpha: 0 } } })
        .webp()
        .toFile(join(folder, 'own', 'deep', 'tall.webp'))
      await copyFile(join(folder, 'Discs', 'photos', '102040-0.png'), join(folder, 'own', 'small.png'))
      await mkdir(join(folder, 'broken'))
      await copyFile(join(folder, 'own', 'wide.jpg'), join(folder, 'broken', 'good.jpg'))
      await writeFile(join(folder, 'broken', 'bad.png'), 'no picture')
      await writeFile(join(folder, 'notes.txt'), 'Nothing to see.')
    },
    { limit: 300_000 }
  )
  const command = (...words: string[]) => atelier(['--workspace', stage.workspace, ...words])
  const sizeOf = async (file: string) => {
    const { width, height } = await sharp(file).metadata()
    return `${width}×${height}`
  }

  describe('on the command line', () => {
    test('a folder is translated into another, every picture at its own size, either way', async () => {
      const out = join(stage.folder, 'out')
      const ended = await command('--json', 'translate', 'Turned', join(stage.folder, 'own'), '-o', out)
      expect(ended.status, ended.stderr).toBe(0)
      expect(jsonLines(ended).at(-1)).toMatchObject({ event: 'done', translated: 3, failed: 0 })
      expect((await readdir(out, { recursive: true })).toSorted()).toEqual([
        'deep',
        join('deep', 'tall.png'),
        'small.png',
        'wide.png'
      ])
      expect(
        await Promise.all(['wide.png', join('deep', 'tall.png'), 'small.png'].map(name => sizeOf(join(out, name))))
      ).toEqual(['90×61', '33×70', '48×48'])
      const back = join(stage.folder, 'back')
      expect(
        (
          await command(
            'translate',
            'Turned',
            join(stage.folder, 'own'),
            '-o',
            back,
            '--direction',
            'paintings,photos',
            '--size',
            '40'
          )
        ).status
      ).toBe(0)
      expect(await sizeOf(join(back, 'wide.png'))).toBe('40×27')
      expect(await readFile(join(back, 'small.png'))).not.toEqual(await readFile(join(out, 'small.png')))
    }, 180_000)

    test('what is no picture is named, and the rest is translated all the same', async () => {
      const out = join(stage.folder, 'most')
      const { status, stderr } = await command('translate', 'Turned', join(stage.folder, 'broken'), '-o', out)
      expect(status).toBe(1)
      expect(stderr).toMatch(/bad\.png” cannot be translated\. Its content is not a picture/)
      expect(stderr).toMatch(/1 of 2 pictures could not be translated/)
      expect(await readdir(out)).toEqual(['good.png'])
    }, 120_000)

    test('nobody’s file is written over: not an original under any name, not what is there already', async () => {
      const own = join(stage.folder, 'alike')
      const before = await readFile(join(stage.folder, 'own', 'small.png'))
      await mkdir(own)
      for (const name of ['a.jpg', 'a.png']) await writeFile(join(own, name), before)
      await symlink(own, join(stage.folder, 'link'))
      // The one would become a.png, which is another original; behind the link all are originals.
      for (const out of [own, join(stage.folder, 'link')]) {
        const { status, stderr } = await command('translate', 'Turned', own, '-o', out)
        expect([status, stderr]).toEqual([1, expect.stringContaining('would be written over by a translation')])
      }
      const one = await command('translate', 'Turned', join(own, 'a.png'), '-o', join(stage.folder, 'link', 'a.png'))
      expect([one.status, one.stderr]).toEqual([1, expect.stringContaining('Choose another file with -o.')])
      expect(await readFile(join(own, 'a.png'))).toEqual(before)

      const out = join(stage.folder, 'foreign')
      await mkdir(out)
      await writeFile(join(out, 'a.png'), 'mine')
      const refused = await command('translate', 'Turned', own, '-o', out)
      expect([refused.status, refused.stderr]).toEqual([
        1,
        expect.stringMatching(/a\.png” would be written over.*--replace/)
      ])
      expect(await readFile(join(out, 'a.png'), 'utf8')).toBe('mine')
      expect((await command('translate', 'Turned', own, '-o', out, '--replace')).status).toBe(0)
      expect((await readdir(out)).toSorted()).toEqual(['a.2.png', 'a.png'])
    }, 180_000)

    test(
      'one picture becomes one file, several a sheet, and wrong ' + 'words are said before anything is done',
      async () => {
        const [wide, small] = [join(stage.folder, 'own', 'wide.jpg'), join(stage.folder, 'own', 'small.png')]
        const one = join(stage.folder, 'one.png')
        expect((await command('translate', 'Turned', wide, '-o', one)).status).toBe(0)
        expect(await sizeOf(one)).toBe('90×61')
        const sheet = await command('translate', 'Turned', wide, small, '-o', join(stage.folder, 'sheet.png'))
        expect(sheet.stdout, sheet.stderr).toMatch(
          /2 pictures, each above what epoch 2 of "Turned" makes of it \(photos → paintings\), and below that what comes back/
        )
        expect(await sizeOf(join(stage.folder, 'sheet.png'))).toBe('64×96')
        const over = await command('translate', 'Turned', small, '-o', join(stage.folder, 'own'))
        expect([over.status, over.stderr]).toEqual([
          1,
          expect.stringMatching(/small\.png” would be written over by a translation/)
        ])
        const empty = await command('translate', 'Turned', '-o', join(stage.folder, 'nothing'))
        expect([empty.status, empty.stderr]).toEqual([
          2,
          expect.stringMatching(/Pictures or a folder of them are wanted/)
        ])
        const both = await command(
          'import',
          join(stage.folder, 'Discs'),
          '--pairs',
          'photos,paintings',
          '--domains',
          'photos,paintings'
        )
        expect([both.status, both.stderr]).toEqual([
          2,
          expect.stringMatching(/--domains and --pairs say different things/)
        ])
      },
      180_000
    )
  })

  describe('in the window', () => {
    const page = (): Page => stage.page
    const made = () => page().getByRole('img', { name: 'The output for the present latent' })
    const given = () => page().getByRole('img', { name: 'The input' })

    test(
      'the sheet shows either kind, what was made of it and what ' + 'came back; Explore translates both ways',
      async () => {
        await page()
          .getByRole('navigation')
          .getByRole('button', { name: /^Turned,/ })
          .click()
        await tab(page(), 'Train')
        await page()
          .getByRole('img', {
            name: /what comes back: photos → paintings and back, then paintings → photos and back$/
          })
          .waitFor()
        await tab(page(), 'Explore')
        await page().getByText('picture 1', { exact: true }).waitFor()
        const [first, there] = [await settled(given()), await settled(made())]
        expect(await examine(stage.view, '60-explore-domains')).toEqual([])
        await page().getByRole('combobox', { name: 'Direction: photos → paintings' }).click()
        await page().getByRole('option', { name: 'paintings → photos', exact: true }).click()
        await changed(given(), first)
        await changed(made(), there)
      },
      120_000
    )

    test('evaluation measures both ways, by the names of the folders', async () => {
      await tab(page(), 'Evaluate')
      await page().getByRole('button', { name: 'Evaluate', exact: true }).click()
      await page().getByRole('heading', { name: 'There and back, epoch 2' }).waitFor({ timeout: 60_000 })
      expect(await page().getByRole('rowheader', { name: 'paintings → photos' }).count()).toBe(2)
      expect(await examine(stage.view, '64-evaluated-domains')).toEqual([])
      await tab(page(), 'Explore')
    }, 120_000)

    test('several pictures dropped there are translated whole, and saved together', async () => {
      await dropFiles(
        page(),
        [
          join(stage.folder, 'own', 'wide.jpg'),
          join(stage.folder, 'own', 'small.png'),
          join(stage.folder, 'broken', 'bad.png')
        ],
        page().getByRole('group', { name: 'Input and output' }),
        'Drop to translate it'
      )
      const dialog = page().getByRole('dialog', { name: 'Translate pictures' })
      await dialog.getByText('2 pictures of 3 translated.').waitFor()
      await dialog.getByText('90×61').waitFor()
      await dialog.getByText(/bad\.png” cannot be translated\. Its content is not a picture/).waitFor()
      expect(await examine(stage.view, '61-translate-pictures')).toEqual([])
      const saving = page().waitForEvent('download')
      await dialog.getByRole('button', { name: 'Save all as a zip archive' }).click()
      const download = await saving
      expect(download.suggestedFilename()).toBe('Turned translated.zip')
      const bytes = await readFile(await download.path())
      expect(bytes.subarray(0, 2).toString()).toBe('PK')
      expect(bytes.includes('wide.png')).toBe(true)

      await dialog.getByLabel('Folder to translate').setInputFiles(join(stage.folder, 'own'))
      await dialog.getByText('3 pictures of 3 translated.').waitFor()
      await dialog.getByText('33×70').waitFor()
      await page().keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }, 120_000)
  })
})
