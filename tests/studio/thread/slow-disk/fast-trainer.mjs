/**
 * Speaks the engine's protocol without training: epochs of 20,000 steps, one in two seconds, as a small network on a
 * fast GPU has them.
 */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [stepsPerEpoch, stepsPerReport, every] = [20_000, 2500, 250]
const send = message => new Promise(resolve => process.send(message, resolve))
let stopping = false

process.on('disconnect', () => process.exit(1))
process.on('message', order => {
  if (order.type === 'train') void train(order)
  else if (order.type === 'stop') stopping = true
  else if (order.type === 'farewell') process.exit(0)
})
await send({ type: 'loaded', engine: process.env.ATELIER_ENGINE, software: false })

async function train({ checkpoints, sampleCount, sampleColumns, dataset: { shape } }) {
  let step = 0
  const save = epoch => {
    const file = `step-${String(step).padStart(8, '0')}.safetensors`
    const head = Buffer.from(JSON.stringify({ __metadata__: { step: String(step), epoch: String(epoch) } }))
    const size = Buffer.alloc(8)
    size.writeBigUInt64LE(BigInt(head.length))
    const bytes = Buffer.concat([size, head])
    writeFileSync(join(checkpoints, file), bytes, { mode: 0o600 })
    return { file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, epoch, step }
  }
  await send({ type: 'started', engine: 'Stand-in', stepsPerEpoch, step, epoch: 0, parameters: [] })
  while (!stopping) {
    await new Promise(resolve => setTimeout(resolve, every))
    const losses = [0, 1].map(bias =>
      Float32Array.from({ length: stepsPerReport }, (_, i) => bias + Math.sin(step + i))
    )
    await send({ type: 'steps', firstStep: step + 1, losses, measures: {}, stepsPerSecond: 10_000, secondsLeft: 100 })
    step += stepsPerReport
    if (step % stepsPerEpoch !== 0) continue
    const epoch = step / stepsPerEpoch
    const pixels = new Uint8Array(sampleCount * shape.reduce((a, b) => a * b)).map((_, i) => i * epoch)
    await send({
      type: 'epoch',
      epoch,
      step,
      losses: [0.5, 0.6],
      measures: {},
      seconds: 2,
      stepsPerSecond: 10_000,
      checkpoint: save(epoch),
      samples: { count: sampleCount, columns: sampleColumns, shape, pixels }
    })
  }
  await send({ type: 'stopped', step, checkpoint: save(Math.floor(step / stepsPerEpoch)) })
  await send({ type: 'leaving', status: 0 })
}
