/**
 * Progressive growing's phases beside PyTorch (tests/golden/make_progan.py), at 4×4 and while a level fades in: losses
 * with the gradient penalty and the drift, gradients, one update of each.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { fused } from '../../src/main/engine/tensorflow/fused'
import { compile, interpret } from '../../src/main/engine/tensorflow/program'
import { completeSettings } from '../../src/main/models/definition'
import model from '../../src/main/models/progan'
import { plainOps } from '../../src/main/tensors/ops-plain'
import { tf } from '../../src/main/tensors/tf'
import { farFrom, outputOf, pattern, phaseUpdates, type Summary } from './phase-update'

await openEngine('tensorflow')

interface Update {
  loss: number
  gradients: Summary[]
  moved: Summary[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/progan.json', import.meta.url), 'utf8')) as {
  stages: { stage: number; share: number; made: Summary; discriminator: Update; generator: Update }[]
}
const [batch, latent, size] = [4, 6, 16]
// Ten steps a phase: three of them into a fade, it is at 0.3.
const settings = completeSettings(model, {
  size: String(size),
  base: 32,
  most: 8,
  latent,
  batchSize: batch,
  phasePictures: 10 * batch
})
const filled = (shape: number[], k: number, each = (value: number): number => value) =>
  tf.tensor(
    Float32Array.from(
      pattern(
        shape.reduce((a, b) => a * b, 1),
        k
      ),
      each
    ),
    shape
  )

const weight = (network: string, k: number, count: number): Float32Array =>
  Float32Array.from(pattern(count, k + (network === 'generator' ? 0 : 100)), value => 1.5 * value)

test.each(golden.stages)("stage $stage, faded in to $share: the generator makes PyTorch's pictures", one => {
  const inputs = [filled([batch, latent], 9), tf.fill([batch], one.share)]
  const made = outputOf({ model, settings, stage: one.stage, weight }, 'generator', inputs)
  expect(farFrom(made, one.made)).toBeLessThan(1e-5)
})

const ways = [
  ['compiled', compile, fused],
  ['op by op', interpret, plainOps]
] as const
test.each(
  golden.stages.flatMap(one => ways.map(([name, how, ops]) => [one.stage, one.share, name, one, how, ops] as const))
)(
  "stage %i, faded in to %f, %s: each phase has PyTorch's loss, gradients and update",
  (stage, share, _, wanted, how, ops) => {
    const since = model.stages?.(settings)[stage]?.from ?? 0
    const done = stage === 0 ? 0 : since + Math.round(share * 10) - 1
    const { definition, names } = phaseUpdates({
      model,
      settings,
      stage,
      ops,
      weight,
      columns: () => ({ image: filled([batch, size, size, 3], 7) }),
      draw: (phase, name) =>
        name.endsWith('mix')
          ? filled([batch, 1, 1, 1], 10, value => (value + 1) / 2)
          : filled([batch, latent], phase === 'discriminator' ? 8 : 9),
      done,
      total: 1000,
      since: done
    })
    const program = how(definition)
    const initial = new Map([...program.read()].map(([name, values]) => [name, values.slice()]))
    for (const phase of ['discriminator', 'generator'] as const) {
      program.assign(initial)
      // The script's generator learns of the discriminator that has been updated.
      if (phase === 'generator') program.run('discriminator', { step: Int32Array.of(done) })
      const found = program.run(phase, { step: Int32Array.of(done) })
      expect(Math.abs((found.loss?.[0] ?? Number.NaN) / wanted[phase].loss - 1)).toBeLessThan(1e-4)
      expect(names(phase)).toHaveLength(wanted[phase].gradients.length)
      names(phase).forEach((name, k) => {
        const [gradient, moved] = [wanted[phase].gradients[k], wanted[phase].moved[k]]
        if (!gradient || !moved) throw new Error(`There are no golden numbers for ${name}.`)
        expect(farFrom(found[`gradient/${name}`] ?? [], gradient), `gradient of ${name}`).toBeLessThan(1e-4)
        expect(farFrom(found[`moved/${name}`] ?? [], moved), `update of ${name}`).toBeLessThan(1e-3)
      })
    }
    program.dispose()
  }
)
