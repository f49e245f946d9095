/** Contrast of the theme's tokens, by WCAG 2's formula. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../../src/renderer/ui/styles/theme.css', import.meta.url), 'utf8')

function tokens(theme: 'dark' | 'light'): Map<string, string> {
  const block = new RegExp(`\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

describe.each(['dark', 'light'] as const)('%s', theme => {
  const all = tokens(theme)
  const token = (name: string): string => {
    const value = all.get(name)
    if (value === undefined) throw new Error(`--${name} is missing in ${theme}`)
    return value
  }
  const pairs = (front: string[], back: string[]): [string, string][] =>
    front.flatMap(f => back.map((b): [string, string] => [f, b]))

  test.each(pairs(['text', 'text-quiet', 'accent-text', 'danger'], ['ground', 'surface', 'raised', 'hover']))(
    '--%s on --%s reads well',
    (front, back) => {
      expect(contrast(token(front), token(back))).toBeGreaterThanOrEqual(4.5)
    }
  )

  test.each([
    ['text-faint', 'ground'],
    ['text-faint', 'surface'],
    ['text-faint', 'raised'],
    ['text-quiet', 'pressed'],
    ['on-accent', 'accent'],
    ['on-accent', 'accent-hover'],
    ['accent-text', 'accent-soft'],
    ['text', 'danger-soft'],
    ['text', 'warning-soft']
  ])('--%s on --%s reads well', (front, back) => {
    expect(contrast(token(front), token(back))).toBeGreaterThanOrEqual(4.5)
  })

  test.each(
    pairs(['generator', 'discriminator', 'difference', 'line-strong', 'accent'], ['ground', 'surface', 'raised'])
  )('--%s on --%s can be told apart', (front, back) => {
    expect(contrast(token(front), token(back))).toBeGreaterThanOrEqual(3)
  })
})
