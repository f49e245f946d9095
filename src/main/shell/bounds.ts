/** Where the window was left, as long as a screen is still there. */
import type { Rectangle } from 'electron'
import { z } from 'zod'

const bounds = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400),
  height: z.int().min(300),
  maximized: z.boolean()
})
export type Bounds = z.infer<typeof bounds>

/**
 * The bounds kept in a preference, or null when there are none or too little of them is on any screen to grab the title
 * bar.
 */
export function usableBounds(kept: unknown, screens: readonly Rectangle[]): Bounds | null {
  const { data } = bounds.safeParse(kept)
  if (!data) return null
  const reachable = screens.some(
    screen =>
      Math.min(data.x + data.width, screen.x + screen.width) - Math.max(data.x, screen.x) >= 100 &&
      data.y >= screen.y &&
      data.y <= screen.y + screen.height - 50
  )
  return reachable ? data : null
}
