/** What counts as a line that is too wide. */
import { expect, test } from 'vitest'
import { wideLines } from '../../scripts/lib/lines.mjs'

const wide = 'x'.repeat(130)

test('all keeps to 120 columns but patterns, which cannot be broken', () => {
  const text = [
    'short',
    `const sum = ${wide}`,
    `// ${wide}`,
    ` * Of "${wide}".`,
    `<!-- ${wide} -->`,
    `fail('${wide}')`,
    `fail(\`${wide}\`)`,
    `expect(said).toMatch(/${wide}/)`,
    `fail('a', ${wide})`,
    `<!-- svelte-ignore ${wide} -->`
  ].join('\n')
  expect(wideLines(text)).toEqual([2, 3, 4, 5, 6, 7, 9])
})
