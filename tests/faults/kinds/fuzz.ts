/** The long form of tests/fuzz: spoilt files for every reader that was written by hand, with seeds of their own. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineKind } from '../kind'

export default defineKind({
  id: 'fuzz',
  title: 'spoilt files for every reader written by hand',
  seconds: 120,
  share: 2,
  async round(round) {
    const { tally, tree, random } = round
    if (!existsSync(join(tree.root, 'tests', 'fuzz'))) return tally.find('There is no tests/fuzz.')
    const seconds = round.short ? 2 : 15
    const fuzzing = round.crew.start(
      tree.node,
      [join(tree.root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', 'tests/fuzz'],
      {
        cwd: tree.root,
        env: { ATELIER_FUZZ_SECONDS: String(seconds), ATELIER_FUZZ_SEED: String(random.whole(1, 2 ** 31 - 1)) }
      }
    )
    const { status } = await fuzzing.ended
    for (const [, line] of fuzzing.stdout().matchAll(/^fuzz (\{.*\})$/gm)) {
      const { reader, cases } = JSON.parse(line ?? '{}') as { reader: string; cases: number }
      tally.add({ faults: cases })
      tally.see(`spoilt files for ${reader}`, cases)
    }
    tally.expect(
      status === 0,
      `tests/fuzz found something: ${fuzzing
        .stdout()
        .split('\n')
        .filter(line => /✗|×|FAIL|AssertionError|case \d+ of seed/.test(line))
        .slice(0, 6)
        .join(' | ')
        .slice(0, 1500)}`
    )
  }
})
