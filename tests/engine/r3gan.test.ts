/** R3GAN's phases beside PyTorch (tests/golden/make_r3gan.py): losses with R1 and R2, gradients, one update of each. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { fused } from '../../src/main/engine/tensorflow/fused'
import { compile, interpret } from '../../src/main/engine/tensorflow/program'
import { completeSettings } from '../../src/main/models/definition'
import model from '../../src/main/models/r3gan'
import { plainOps } from '../../src/main/tensors/ops-plain'
import { tf } from '../../src/main/tensors/tf'
import { farFrom, outputOf, pattern, phaseUpdates, type Summary } from './phase-update'

await openEngine('tensorflow')

interface Update {
  loss: number
  gradients: Summary[]
  moved: Summary[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/r3gan.json', import.meta.url), 'utf8')) as Record<
  'discriminator' | 'generator',
  Update
> & { made: Summary }
const [batch, latent] = [3, 5]
const settings = completeSettings(model, { size: '32', width: 16, latent, augment: 'none', batchSize: batch })
const weight = (network: string, k: number, size: number): Float32Array =>
  Float32Array.from(pattern(size, k + (network === 'generator' ? 0 : 100)), value => 0.4 * value)

test("the generator makes PyTorch's pictures", () => {
  const latents = tf.tensor(Float32Array.from(pattern(batch * latent, 9)), [batch, latent])
  expect(farFrom(outputOf({ model, settings, weight }, 'generator', [latents]), golden.made)).toBeLessThan(1e-5)
})

test.each([
  ['compiled', compile, fused],
  ['op by op', interpret, plainOps]
] as const)("%s, each phase has PyTorch's loss, gradients and update", (_, how, ops) => {
  const { definition, names } = phaseUpdates({
    model,
    settings,
    ops,
    weight,
    columns: () => ({ image: tf.tensor(Float32Array.from(pattern(batch * 32 * 32 * 3, 7)), [batch, 32, 32, 3]) }),
    draw: phase =>
      tf.tensor(Float32Array.from(pattern(batch * latent, phase === 'discriminator' ? 8 : 9)), [batch, latent]),
    done: 250,
    total: 1000,
    since: 250
  })
  const program = how(definition)
  const initial = new Map([...program.read()].map(([name, values]) => [name, values.slice()]))
  for (const phase of ['discriminator', 'generator'] as const) {
    const wanted = golden[phase]
    program.assign(initial)
    // The script's generator learns of the discriminator that has been updated.
    if (phase === 'generator') program.run('discriminator', { step: Int32Array.of(250) })
    const found = program.run(phase, { step: Int32Array.of(250) })
    expect(Math.abs((found.loss?.[0] ?? Number.NaN) / wanted.loss - 1)).toBeLessThan(1e-4)
    names(phase).forEach((name, k) => {
      const [gradient, moved] = [wanted.gradients[k], wanted.moved[k]]
      if (!gradient || !moved) throw new Error(`There are no golden numbers for ${name}.`)
      expect(farFrom(found[`gradient/${name}`] ?? [], gradient), `gradient of ${name}`).toBeLessThan(1e-4)
      expect(farFrom(found[`moved/${name}`] ?? [], moved), `update of ${name}`).toBeLessThan(1e-3)
    })
  }
  program.dispose()
})
