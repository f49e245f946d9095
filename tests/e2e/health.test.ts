/**
 * A run's health in the window, with findings that real trainings provoke: what is said, what its buttons do, what is
 * kept.
 */
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { Run, RunEvent } from '../../src/shared/domain'
import { examine } from './support/looks'
import { read, runNamed } from './support/records'
import { mostShift, shiftsDuring } from './support/shifts'
import { setStage } from './support/stage'
import { until } from './support/until'
import { datasetSheet, set, status, stripLength, tab, train, untilStatus } from './support/window'

const pictures = 'Fashion-MNIST (mini)'
const small = { 'Steps per epoch': 200, 'Batch size': 32, 'Gallery pictures': 16, Epochs: 200, Seed: 7 }

describe('the health of a run', () => {
  const stage = setStage()

  const page = (): Page => stage.page
  const line = (words: RegExp): Locator =>
    page().getByRole('tabpanel').getByRole('status').filter({ hasText: words }).first()
  const row = (name: string): Locator =>
    page()
      .getByRole('navigation')
      .getByRole('button', { name: new RegExp(`^${name},`) })
  const events = (): Locator => page().getByRole('region', { name: 'What happened' })
  const stored = (run: Run): RunEvent[] => read(stage.workspace, store => store.events.list(run.id))

  /**
   * The smallest network on the bundled clothes, told to do what cannot go well. The form remembers what was chosen
   * before.
   */
  async function trainBadly(
    name: string,
    choices: Record<string, string>,
    settings: Record<string, number>
  ): Promise<void> {
    await page().getByRole('button', { name: 'New', exact: true }).click()
    await page().getByRole('main').getByRole('button', { name: pictures }).click()
    await datasetSheet(page(), pictures).waitFor()
    await page()
      .getByRole('button', { name: /^All recipes/ })
      .click()
    await page()
      .getByRole('radio', { name: /^Simple MLP/ })
      .click()
    await set(page(), 'Name of the run', name)
    for (const [label, choice] of Object.entries(choices)) {
      await page()
        .getByRole('complementary', { name: 'Training' })
        .getByLabel(new RegExp(`^${label}: `))
        .click()
      await page().getByRole('option', { name: choice }).click()
    }
    await train(page(), { ...small, ...settings })
  }

  test(
    'a winning discriminator is said on Train and marked in the sidebar; put aside, taken back, and answered ' +
      'by its button',
    async () => {
      await trainBadly('Winner', { Loss: 'Minimax' }, { 'Learning rate': 0.003 })
      const said = line(
        /The discriminator wins every time since epoch \d+: it tells \d+(\.\d)? % of the pictures rightly/
      )
      await said.waitFor({ timeout: 90_000 })
      const sentence = /The discriminator wins every time since epoch \d+/
      const marked = row('Winner')
      expect(await marked.getAttribute('aria-label')).toMatch(sentence)
      expect(await marked.getByText('Training').getAttribute('title')).toMatch(sentence)
      const colour = (): Promise<string> =>
        marked
          .locator('.dot')
          .first()
          .evaluate(dot => getComputedStyle(dot).backgroundColor)
      const warning = await colour()

      await said.getByRole('button', { name: 'Not now' }).click()
      await said.waitFor({ state: 'detached' })
      expect(await marked.getAttribute('aria-label')).not.toMatch(sentence)
      await expect.poll(colour).not.toBe(warning)
      await page().getByRole('button', { name: 'Undo' }).click()
      await said.waitFor()
      expect(await colour()).toBe(warning)

      await page().getByRole('button', { name: 'Pause', exact: true }).click()
      await untilStatus(page(), /^Paused/)
      // It takes nothing from the pictures, and moves nothing.
      await said.getByRole('button', { name: 'Not now' }).click()
      await said.waitFor({ state: 'detached' })
      const sheet = page().getByRole('img', { name: /^\d+ (of \d+ )?samples of epoch \d+/ })
      const room = () => sheet.first().evaluate(canvas => canvas.getBoundingClientRect().toJSON())
      const without = await room()
      const { sum, moved } = await shiftsDuring(page(), async () => {
        await page().getByRole('button', { name: 'Undo' }).click()
        await said.waitFor()
      })
      expect(sum, moved.join('; ')).toBeLessThan(mostShift)
      expect(await room()).toEqual(without)
      expect(await examine(stage.view, '32-finding')).toEqual([])
      await said.getByRole('button', { name: 'Smooth the labels' }).click()
      await said.waitFor({ state: 'detached' })
      await untilStatus(page(), /^Training/)
      expect(runNamed(stage.workspace, 'Winner').settings).toMatchObject({ realLabel: 0.9, loss: 'minimax' })

      await tab(page(), 'Details')
      await events()
        .getByRole('row', { name: /^Change\s+Label of real pictures 1 → 0\.9\./ })
        .waitFor()
      const found = events()
        .getByRole('row', { name: /^Warning\s+The discriminator wins/ })
        .last()
      expect(await found.innerText()).toMatch(/Resolved/)
      const [first] = stored(runNamed(stage.workspace, 'Winner'))
      expect(first).toMatchObject({ kind: 'discriminator-wins', resolvedAt: expect.any(Number) })
      expect((await found.getByRole('cell').allInnerTexts()).slice(1, 3)).toEqual([
        String(first?.epoch),
        String(first?.step)
      ])
      await page().getByRole('button', { name: 'Stop', exact: true }).click()
      await untilStatus(page(), /^Stopped/)
      expect(await examine(stage.view, '33-events')).toEqual([])
    },
    180_000
  )

  test(
    'a collapsed generator: its button goes back to before it, ' + 'with half the rate; what came after is gone',
    async () => {
      await trainBadly('Collapse', { Loss: 'Non-saturating' }, { 'Learning rate': 0.05 })
      const said = line(/The samples have looked nearly the same since epoch \d+/)
      // Told of while something else is in view, it says which run it is about, and leads there.
      await page().getByRole('button', { name: 'New', exact: true }).click()
      const told = page()
        .getByRole('list', { name: 'Messages' })
        .getByRole('listitem')
        .filter({ hasText: /“Collapse”: The samples have looked nearly the same since epoch \d+/ })
      await told.waitFor({ timeout: 90_000 })
      await told.getByRole('button', { name: 'Show' }).click()
      await said.waitFor()
      const [before] = stored(runNamed(stage.workspace, 'Collapse')).filter(({ kind }) => kind === 'mode-collapse')
      const shown = await stripLength(page())
      expect(shown).toBeGreaterThanOrEqual(before?.epoch ?? Infinity)
      await said.getByRole('button', { name: 'Go back and halve the learning rate' }).click()
      await said.waitFor({ state: 'detached' })
      await until('later epochs are gone from the film strip', async () => (await stripLength(page())) < shown)
      await page().getByRole('button', { name: 'Stop', exact: true }).click()
      await untilStatus(page(), /^Stopped/)
      const after = runNamed(stage.workspace, 'Collapse')
      expect(after.settings).toMatchObject({ learningRate: 0.025 })
      const change = stored(after).find(({ kind }) => kind === 'settings')
      expect(change?.message).toMatch(/^Back from step \d+; Learning rate 0\.05 → 0\.025\.$/)
      expect(change?.step).toBeLessThan(before?.step ?? 0)
      await tab(page(), 'Details')
      await events()
        .getByText(change?.message ?? '')
        .waitFor()
    },
    180_000
  )

  test('numbers that stop being numbers end the run; the way on is under its name', async () => {
    await trainBadly('Diverged', { Loss: 'Wasserstein', Optimiser: 'SGD with momentum' }, { 'Learning rate': 0.1 })
    await untilStatus(page(), /^Failed/)
    const told = page()
      .getByRole('alert')
      .filter({ hasText: /stopped being numbers at step \d+ \(epoch 1\)/ })
    await told.waitFor()
    expect(await row('Diverged').getAttribute('aria-label')).toMatch(/stopped being numbers/)
    await tab(page(), 'Details')
    await events()
      .getByRole('row', { name: /^Error\s+The losses stopped being numbers/ })
      .waitFor()
    await told.getByRole('button', { name: 'Go back and halve the learning rate' }).click()
    await events()
      .getByText(/Back from step \d+; Learning rate 0\.1 → 0\.05\./)
      .waitFor()
    expect(runNamed(stage.workspace, 'Diverged').settings).toMatchObject({ learningRate: 0.05 })
    await until('it trained again', async () =>
      /^(Failed|Stopped|Finished|Training)/.test((await status(page()).textContent()) ?? '')
    )
    expect(stage.view.troubles).toEqual([])
  }, 180_000)
})
