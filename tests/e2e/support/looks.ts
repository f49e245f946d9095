/**
 * Looking at a screen as it is drawn: its picture, whether anything is cut off or in the way of another, and what axe
 * says.
 */
import { AxeBuilder } from '@axe-core/playwright'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Page } from 'playwright-core'
import type { Watched } from './browser'
import { until } from './until'

/** In this order: the last is reached by narrowing the window. */
export const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 1000, height: 700 }
] as const
export const themes = ['dark', 'light'] as const

/** Pictures that are yet to come. */
const onTheirWay = '.ui-skeleton, [aria-busy="true"]'

/** Fonts are there, motions have ended, what was changed has been drawn, and all pictures in sight have come. */
export async function settle(page: Page): Promise<void> {
  await until(
    'the window is at rest',
    () =>
      page.evaluate(async coming => {
        await document.fonts.ready
        for (let frame = 0; frame < 3; frame++) await new Promise(next => requestAnimationFrame(next))
        return (
          document.querySelector(coming) === null &&
          document
            .getAnimations()
            .every(
              ({ playState, effect }) => playState !== 'running' || effect?.getComputedTiming().iterations === Infinity
            )
        )
      }, onTheirWay),
    20_000
  )
}

export async function photograph(page: Page, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  for (let tries = 0; tries < 3; tries++) {
    await page.screenshot({ path: file, animations: 'disabled' })
    // A new sheet may have been on its way at that moment.
    if (await page.evaluate(coming => document.querySelector(coming) === null, onTheirWay)) return
    await settle(page)
  }
}

/**
 * A screen in both themes and at all sizes, photographed for test-results/screens.
 * @returns all that is wrong with it, and in the console
 */
export async function examine({ page, troubles }: Watched, name: string): Promise<string[]> {
  const wrong: string[] = []
  for (const [which, theme] of themes.entries()) {
    await page.emulateMedia({ colorScheme: theme })
    for (const size of sizes) {
      await page.setViewportSize(size)
      await settle(page)
      await photograph(page, `test-results/screens/${name}-${theme}-${size.width}.png`)
      wrong.push(...(await misplaced(page)).map(sentence => `${size.width}×${size.height}: ${sentence}`))
    }
    await page.setViewportSize(sizes[0])
    wrong.push(...(await violations(page, which > 0)).map(sentence => `${theme}: ${sentence}`))
  }
  return [...new Set(wrong), ...troubles.splice(0)]
}

/**
 * Serious and critical violations of what axe knows, as sentences.
 * @param coloursOnly of a screen that was looked at already in another theme: nothing but contrast differs, and the
 *   rest takes as long again
 */
export async function violations(page: Page, coloursOnly = false): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // Legacy: no second, blank page, which the studio's policy has nothing to do with.
    .setLegacyMode(true)
    // What passes is not asked about, and makes half of the work.
    .options({ resultTypes: ['violations'], ...(coloursOnly ? { runOnly: ['color-contrast'] } : {}) })
    .analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${id}: ${help}: ${target.join(' ')}: ${(failureSummary ?? '').replaceAll(/\s+/g, ' ')}`
      )
    )
}

/**
 * What does not lie as it should: a page wider than the window, words cut off, words over words. As sentences.
 * While a run trains the window changes under the look: what is wrong is wrong for good only if it still is at a second
 * one.
 */
export async function misplaced(page: Page): Promise<string[]> {
  if ((await misplacedNow(page)).length === 0) return []
  await settle(page)
  return misplacedNow(page)
}

function misplacedNow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Piece {
      element: Element
      words: string
      box: DOMRect
      layer: string
      sticks: boolean
    }
    const found: string[] = []
    const root = document.documentElement
    if (root.scrollWidth > innerWidth)
      found.push(`the page is ${root.scrollWidth} pixels wide, the window ${innerWidth}`)
    if (root.scrollHeight > innerHeight)
      found.push(`the page is ${root.scrollHeight} pixels high, the window ${innerHeight}`)

    const ancestors = (element: Element): Element[] => {
      const list: Element[] = []
      for (let each: Element | null = element; each; each = each.parentElement) list.push(each)
      return list
    }
    const intersection = (a: DOMRect, b: DOMRect): DOMRect => {
      const left = Math.max(a.left, b.left),
        top = Math.max(a.top, b.top)
      return new DOMRect(
        left,
        top,
        Math.max(0, Math.min(a.right, b.right) - left),
        Math.max(0, Math.min(a.bottom, b.bottom) - top)
      )
    }
    const short = (text: string): string => (text.length > 50 ? `${text.slice(0, 50)}…` : text)
    /** Words and where they stand: a bare number says little. */
    const named = ({ words, element }: Piece): string =>
      `“${short(words)}” (in ${ancestors(element)
        .slice(0, 3)
        .map(({ localName, classList }) =>
          [localName, ...[...classList].filter(name => !name.startsWith('svelte-'))].join('.')
        )
        .join(' < ')})`

    const pieces: Piece[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const words = (node.textContent ?? '').trim()
      const element = node.parentElement
      if (words === '' || !element || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        continue
      const chain = ancestors(element)
      // A tooltip lies over what it is not about; what is a pixel large is for ears.
      const heard = (each: Element): boolean =>
        each.clientWidth <= 1 && each.clientHeight <= 1 && getComputedStyle(each).overflow === 'hidden'
      if (chain.some(each => each.matches('.visually-hidden, .ui-tooltip') || heard(each))) continue
      // A dialog lies over what is behind its scrim: words behind it are not looked at.
      const layer = chain.find(each => each.matches('[role=dialog], [role=menu], .toasts, .ui-popover'))
      if (document.querySelector('.ui-scrim') && !layer) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const line of range.getClientRects()) {
        let box = DOMRect.fromRect(line)
        if (box.width < 1 || box.height < 1) continue
        let scrolledAway = false
        for (const each of chain) {
          const style = getComputedStyle(each)
          if (style.overflowX === 'visible' && style.overflowY === 'visible') continue
          const frame = each.getBoundingClientRect()
          const scrolls = { x: /auto|scroll/.test(style.overflowX), y: /auto|scroll/.test(style.overflowY) }
          const out = {
            x: Math.max(frame.left - box.left, box.right - frame.right),
            y: Math.max(frame.top - box.top, box.bottom - frame.bottom)
          }
          // Lines' boxes are higher than their letters: a few pixels above or below are air.
          if (!scrolls.x && out.x > 1 && box.width > 1) {
            if (style.textOverflow !== 'ellipsis')
              found.push(`“${short(words)}” is cut off by ${Math.round(out.x)} pixels at the side`)
            else if (frame.width < 40)
              found.push(`“${short(words)}” has only ${Math.round(frame.width)} pixels to be in`)
          }
          if (!scrolls.y && out.y > 4 && !scrolls.x)
            found.push(`“${short(words)}” is cut off by ${Math.round(out.y)} pixels above or below`)
          box = intersection(box, frame)
          if (box.width < 1 || box.height < 1) {
            scrolledAway = true
            break
          }
        }
        if (scrolledAway) continue
        const out = Math.max(-box.left, box.right - innerWidth, -box.top, box.bottom - innerHeight)
        if (out > 1) found.push(`“${short(words)}” is ${Math.round(out)} pixels outside the window`)
        pieces.push({
          element,
          words,
          box,
          layer: layer ? layer.className : '',
          sticks: chain.some(each => getComputedStyle(each).position === 'sticky')
        })
      }
    }

    pieces.forEach((a, i) => {
      for (const b of pieces.slice(i + 1)) {
        if (
          a.layer !== b.layer ||
          a.sticks !== b.sticks ||
          a.element === b.element ||
          a.element.contains(b.element) ||
          b.element.contains(a.element)
        )
          continue
        const shared = intersection(a.box, b.box)
        // Lines' boxes touch; letters that overlap share more than their air.
        if (shared.width > 2 && shared.height > 5) found.push(`${named(a)} lies over ${named(b)}`)
      }
    })
    // A few pixels too many: a bar along the bottom, and pictures cut at the side.
    for (const box of document.querySelectorAll('*')) {
      if (!/auto|scroll/.test(getComputedStyle(box).overflowX) || !box.checkVisibility()) continue
      const sideways = box.scrollWidth - box.clientWidth
      if (sideways > 0 && sideways < 40) found.push(`${box.className} scrolls sideways by ${sideways} pixels`)
    }
    // Pictures that stick out of what they are drawn on.
    for (const drawing of document.querySelectorAll('canvas, img')) {
      if (!drawing.checkVisibility()) continue
      const on = drawing.closest('button, section, figure, .row')
      const out = on ? drawing.getBoundingClientRect().right - on.getBoundingClientRect().right : 0
      if (out > 1) found.push(`a drawing sticks out of ${on?.className ?? ''} by ${Math.round(out)} pixels`)
    }
    // Controls whose end lies under something else.
    for (const control of document.querySelectorAll('button, input, [role=combobox]')) {
      if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      if (
        control.closest('.visually-hidden') ||
        document.querySelector('.ui-scrim, .ui-popover, [role=menu], [role=listbox][data-state=open]')
      )
        continue
      const box = control.getBoundingClientRect()
      const seen = ancestors(control).reduce(
        (part, each) =>
          getComputedStyle(each).overflowX === 'visible' ? part : intersection(part, each.getBoundingClientRect()),
        box
      )
      if (box.width < 4 || seen.height < box.height / 2) continue
      const hit = document.elementFromPoint(box.right - 3, seen.top + seen.height / 2)
      const own =
        hit &&
        (control.contains(hit) || hit.contains(control) || hit.closest('li, label, .toasts, .ui-tooltip') !== null)
      if (hit && !own && seen.right >= box.right - 1)
        found.push(`the end of “${short(control.textContent ?? '')}” is under ${hit.className}`)
    }
    // Drawings that are not in a control of their own: curves, icons.
    for (const drawing of document.querySelectorAll('svg')) {
      if (!drawing.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      const box = drawing.getBoundingClientRect()
      for (const piece of pieces) {
        if (!piece.element.parentElement?.contains(drawing)) continue
        const shared = intersection(piece.box, box)
        if (shared.width > 2 && shared.height > 5) found.push(`${named(piece)} lies over a drawing`)
      }
    }
    return [...new Set(found)]
  })
}
