/** What counts as a line that is too wide. */
import { expect, test } from 'vitest'
import { wideLines } from '../../scripts/lib/lines.mjs'

const wide = 'x'.repeat(130)

test('code and comments keep to 120 columns; words in quotes, patterns and addresses stay whole', () => {
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
  expect(wideLines(text)).toEqual([2, 3, 4, 5, 9])
})
