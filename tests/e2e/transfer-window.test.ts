/** Beginning a run with another run's weights, in the window. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { atelier } from './support/command-line'
import { misplaced, photograph, settle, sizes, themes, violations } from './support/looks'
import { writePictures } from './support/pictures'
import { runNamed } from './support/records'
import { setStage } from './support/stage'
import { until } from './support/until'
import { set, tab, train, untilStatus } from './support/window'

const shots = process.env.ATELIER_SCREENSHOTS

describe("a run from another run's weights", () => {
  const stage = setStage(async ({ folder, workspace }) => {
    const pictures = await writePictures(join(folder, 'Clothes'), 64)
    const source = await atelier([
      '--workspace',
      workspace,
      '--json',
      'train',
      pictures,
      '--model',
      'dcgan-28',
      '--set',
      'width=8',
      '--set',
      'batchSize=8',
      '--set',
      'samples=4',
      '--epochs',
      '2',
      '--seed',
      '4',
      '--name',
      'Source'
    ])
    expect(source.status, source.stderr).toBe(0)
  })

  const panel = () => stage.page.getByRole('complementary', { name: 'Training' })
  async function choose(label: string, option: string | RegExp): Promise<void> {
    await panel()
      .getByLabel(new RegExp(`^${label}: `))
      .click()
    await stage.page.getByRole('option', { name: option, exact: true }).click()
  }

  test('its menu leads to the pictures, with its recipe and settings filled in', async () => {
    const { page } = stage
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Source/ })
      .click()
    await page.getByRole('button', { name: 'More', exact: true }).last().click()
    await page.getByRole('menuitem', { name: 'New run from its weights' }).click()
    await panel().getByLabel('Begin with: Source, epoch 2', { exact: true }).waitFor()
    await panel().getByLabel('Taken of the generator: Whole', { exact: true }).waitFor()
    expect(
      await panel()
        .getByRole('textbox', { name: /^Width/ })
        .inputValue()
    ).toBe('8')
    expect(await panel().getByLabel('Taken of the discriminator: Whole', { exact: true }).count()).toBe(1)
  })

  test('what does not fit is named while it is typed', async () => {
    await set(stage.page, 'Width', 16)
    await until('the difference is named', async () =>
      /dense\.kernel of layer 1 is \[100, 784\] in "Source" and \[100, 1568\] here.*Width \(width\) is 8 there and 16 here/.test(
        (await panel().textContent()) ?? ''
      )
    )
    await stage.page.getByRole('button', { name: 'Train', exact: true }).click()
    await until('training is refused', async () =>
      /Nothing of “Source” is taken over\. Begin with new weights/.test(
        (await panel().getByRole('alert').allTextContents()).join(' ')
      )
    )
    await set(stage.page, 'Width', 8)
    await panel().getByLabel('Taken of the generator: Whole', { exact: true }).waitFor()
  })

  test('it looks as it should', async () => {
    const { page } = stage
    for (const size of sizes) {
      await page.setViewportSize(size)
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme })
        await settle(page)
        if (shots) await photograph(page, join(shots, `start-from-${theme}-${size.width}.png`))
        expect(await misplaced(page)).toEqual([])
        expect(await violations(page)).toEqual([])
      }
    }
  })

  test('only the discriminator, its first layers fixed: it trains, and Details says so', async () => {
    const { page } = stage
    await choose('Taken of the generator', 'New')
    await choose('Fixed of the discriminator', 'First 2 layers fixed')
    await train(page, { Epochs: 2, 'Name of the run': 'Child' })
    await untilStatus(page, /^Finished/)
    expect(runNamed(stage.workspace, 'Child')).toBeDefined()
    await tab(page, 'Details')
    await page.getByText('the discriminator (2 fixed) of "Source", epoch 2').waitFor()
    expect(await page.locator('code').textContent()).toMatch(
      /--from [0-9a-f-]{36} --from-epoch 2 --from-network discriminator --freeze discriminator=2$/
    )
    expect(stage.view.troubles).toEqual([])
  })
})
