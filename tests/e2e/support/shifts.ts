/** How far things move by themselves: the browser's own measure of layout shifts. */
import type { Page } from 'playwright-core'
import { settle } from './looks'

type Watching = typeof globalThis & { shifts: { value: number; what: string[] }[] }

/** What one interaction may come to. */
export const mostShift = 0.02

/**
 * The sum of all layout shifts while something is done and until the window is at rest, also of those soon after a key
 * or click; and what moved.
 */
export async function shiftsDuring(page: Page, act: () => Promise<void>): Promise<{ sum: number; moved: string[] }> {
  await settle(page)
  await page.evaluate(() => {
    const shifts: Watching['shifts'] = []
    Object.assign(globalThis, { shifts })
    const name = (node: Node | null): string =>
      node instanceof Element ? `${node.localName}.${node.classList.item(0) ?? ''}` : (node?.nodeName ?? '')
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as PerformanceEntry & {
          value: number
          sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[]
        }
        shifts.push({
          value,
          what: sources.map(
            ({ node, previousRect, currentRect }) =>
              `${name(node)} from ${Math.round(previousRect.x)},${Math.round(previousRect.y)} ` +
              `to ${Math.round(currentRect.x)},${Math.round(currentRect.y)}`
          )
        })
      }
    }).observe({ type: 'layout-shift' })
  })
  await act()
  await settle(page)
  const shifts = await page.evaluate(() => (globalThis as Watching).shifts)
  return { sum: shifts.reduce((sum, { value }) => sum + value, 0), moved: shifts.flatMap(({ what }) => what) }
}
