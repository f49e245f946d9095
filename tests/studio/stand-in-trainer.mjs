/**
 * Speaks the engine's protocol without training: losses are a formula of seed and step, pictures a formula of latent
 * and step, a checkpoint is a small JSON file. It stands in for the transport's far end only, so that its death,
 * silence and garbage can be tested exactly. STAND_IN (JSON) says how it misbehaves.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const how = {
  stepMilliseconds: 1,
  killAtStep: null,
  crashAtStep: null,
  errorAtStep: null,
  noticeAtStep: null,
  nanAtEpoch: null,
  deafToStop: false,
  dieOnGenerate: false,
  neverDraws: false,
  engines: {},
  ...JSON.parse(process.env.STAND_IN ?? '{}')
}
// "Once": misbehave only while this file is not there.
const misbehaves = () => {
  if (!how.onceFile) return true
  if (existsSync(how.onceFile)) return false
  writeFileSync(how.onceFile, '')
  return true
}
const send = message => new Promise(resolve => process.send(message, resolve))
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
const loss = (seed, step, bias) => bias + ((seed * 31 + step * 17) % 101) / 101

let stopping = false,
  paused = false,
  asked = 0
process.on('disconnect', () => process.exit(1))
// What happens when an engine's library is loaded, by the engine's name: "crash", "software", or a reason.
const engine = process.env.ATELIER_ENGINE
const fate = how.engines[engine]
process.once('message', order => {
  if (fate === 'crash') process.abort()
  if (!fate || fate === 'software') return send({ type: 'loaded', engine, software: fate === 'software' })
  void send({ type: 'unavailable', engine, reason: fate })
  void send({
    type: 'error',
    call: order.call,
    code: 'engine',
    message: `The engine ${engine} cannot run on this machine: ${fate}`
  }).then(() => process.exit(1))
})
process.on('message', order => {
  if (fate && fate !== 'software') return
  if (order.type === 'train') {
    paused = order.paused === true
    void train(order)
  } else if (order.type === 'call') void calls[order.name]({ ...order.input, call: order.call })
  else if (order.type === 'pause') paused = true
  else if (order.type === 'step') asked++
  else if (order.type === 'continue') paused = false
  else if (order.type === 'stop' && !how.deafToStop) stopping = true
})

const answer = (call, value) => send({ type: 'answer', call, value })
const calls = {
  generate,
  encode,
  features: find,
  space: ({ call, inputs }) => answer(call, inputs.latents),
  directions: ({ call, settings, count }) =>
    answer(call, {
      vectors: Float32Array.from({ length: count * settings.latent }, (_, i) =>
        i % settings.latent === Math.floor(i / settings.latent) ? 1 : 0
      ),
      shares: new Float32Array(count).fill(1 / settings.latent),
      deviations: new Float32Array(count).fill(1)
    }),
  seen: ({ call }) => answer(call, { count: 6, columns: 3, shape: [28, 28, 1], pixels: new Uint8Array(6 * 784) }),
  scores: ({ call, count, shape: [height, width] }) =>
    answer(call, {
      scores: Float32Array.from({ length: count }, (_, i) => i),
      gradients: Float32Array.from({ length: count * height * width }, (_, p) => (p % 2 === 0 ? 1 : -1))
    }),
  arrange: ({ call, count, near }) =>
    answer(call, {
      novelty: Float32Array.from({ length: count }, (_, i) => count - i),
      nearness: Float32Array.from({ length: near ? count : 0 }, (_, i) => i),
      map: new Float32Array(2 * count).fill(0.5)
    }),
  project: ({ call, pixels, settings: { latent }, state, some }) => {
    const before = state ?? {
      ...{ done: 0, places: [3, 2, 1, 0], toAverage: 50 },
      ...Object.fromEntries(['latents', 'first', 'second'].map(name => [name, new Float32Array(4 * latent)]))
    }
    const done = before.done + some
    const latents = before.latents.map((value, i) => value + some * i)
    const nearer = { place: before.places[0], latent: latents.slice(0, latent), distance: 40 / (1 + done) }
    return answer(call, { ...nearer, pixels, toAverage: 50, state: { ...before, latents, done } })
  },
  info: ({ call }) =>
    answer(call, {
      engine,
      title: engine,
      version: '1',
      device: 'none',
      software: fate === 'software',
      precisions: ['float32'],
      selfTest: true,
      detail: `pid ${process.pid}`
    })
}

async function train({
  settings,
  seed,
  epochs,
  steps: most = Infinity,
  dataset,
  checkpoints,
  resumeFrom,
  sampleInputs: { latents: sampleLatents },
  sampleColumns,
  sampleCount
}) {
  if (
    readFileSync(dataset.path).length !==
    dataset.count *
      (dataset.exampleKind === 'points'
        ? 8
        : (dataset.exampleKind === 'pairs' ? 2 : 1) * dataset.shape.reduce((a, b) => a * b))
  )
    throw new Error('The cache has the wrong size.')
  const second = dataset.exampleKind === 'domains' ? dataset.labels.filter(label => label === 1).length : 0
  const stepsPerEpoch = Math.floor(Math.max(second, dataset.count - second) / settings.batchSize)
  let { step, epoch } = resumeFrom ? placeIn(resumeFrom) : { step: 0, epoch: 0 }
  let saved = resumeFrom ? step : -1
  const curves = dataset.exampleKind === 'pairs' ? [0, 1, 2] : [0, 1]
  const save = () => {
    const path = join(checkpoints, `step-${String(step).padStart(8, '0')}.safetensors`)
    const bytes = tensorless({ step, epoch, seed })
    writeFileSync(path, bytes, { mode: 0o600 })
    saved = step
    return {
      file: basename(path),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      epoch,
      step
    }
  }
  await send({
    type: 'started',
    engine: `Stand-in 1.0 ${engine}`,
    stepsPerEpoch,
    step,
    epoch,
    parameters: [
      { network: 'generator', count: 10 },
      { network: 'discriminator', count: 5 }
    ]
  })
  // What ends in the middle of an epoch goes on with it.
  epoch = Math.floor(step / stepsPerEpoch)
  const all = Math.min(epochs * stepsPerEpoch, most)
  while (step < all) {
    while (step < Math.min((epoch + 1) * stepsPerEpoch, all)) {
      if (paused && !stopping) {
        await send({ type: 'paused', step })
        while (paused && !stopping && asked === 0) await pause(2)
        if (asked > 0) asked--
        else if (!stopping) await send({ type: 'continued', step })
      }
      if (stopping) {
        await send({ type: 'stopped', step, checkpoint: saved === step ? null : save() })
        process.exit(0)
      }
      step++
      await pause(how.stepMilliseconds)
      await send({
        type: 'steps',
        firstStep: step,
        losses: curves.map(bias => Float32Array.of(loss(seed, step, bias))),
        measures: { accuracy: 0.75 },
        stepsPerSecond: 100,
        secondsLeft: (all - step) / 100
      })
      if (step === how.noticeAtStep) await send({ type: 'notice', message: 'The stand-in has something to say.' })
      if (step === how.killAtStep && misbehaves()) process.kill(process.pid, 'SIGKILL')
      if (step === how.crashAtStep && misbehaves()) {
        process.stderr.write('terminate called after throwing\nstd::bad_alloc\n')
        process.exit(134)
      }
      if (step === how.errorAtStep && misbehaves()) {
        await send({ type: 'error', code: 'engine', message: 'The stand-in was told to fail.' })
        process.exit(1)
      }
    }
    epoch++
    const checkpoint = save()
    await send({
      type: 'epoch',
      epoch,
      step,
      losses: curves.map(bias => (bias === 0 && epoch === how.nanAtEpoch ? NaN : loss(seed, step, bias))),
      measures: { accuracy: 0.75 },
      seconds: 0.1,
      stepsPerSecond: 100,
      // Latents are points as they are.
      checkpoint,
      samples:
        dataset.exampleKind === 'points'
          ? { count: sampleCount, shape: dataset.shape, pixels: new Uint8Array(), points: sampleLatents }
          : {
              ...(dataset.exampleKind === 'pairs' ? triples : pictures)(
                // Of a model that has none, a number for each picture.
                sampleLatents?.length ? sampleLatents : new Float32Array(sampleCount),
                sampleCount,
                dataset.shape,
                step,
                sampleColumns
              ),
              columns: sampleColumns
            }
    })
  }
  await send({ type: 'done', epochs, step })
  process.exit(0)
}

/** A checkpoint without a weight: its header says where training stood. */
function tensorless(place) {
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: Object.fromEntries(Object.entries(place).map(([key, value]) => [key, String(value)]))
    })
  )
  const bytes = Buffer.alloc(8 + Math.ceil(header.length / 8) * 8, ' ')
  bytes.writeBigUInt64LE(BigInt(bytes.length - 8))
  header.copy(bytes, 8)
  return bytes
}

function placeIn(checkpoint) {
  const {
    __metadata__: { step, epoch }
  } = JSON.parse(readFileSync(checkpoint).subarray(8).toString())
  return { step: Number(step), epoch: Number(epoch) }
}

async function generate({ call, inputs: { latents, input: conditions, direction }, count, shape, checkpoint }) {
  if (how.dieOnGenerate && misbehaves()) process.kill(process.pid, 'SIGKILL')
  if (how.neverDraws && misbehaves()) return
  try {
    const { step } = placeIn(checkpoint)
    await answer(
      call,
      direction
        ? turned(conditions, direction, count, shape, step)
        : conditions
          ? translated(conditions, latents, count, shape, step)
          : pictures(latents, count, shape, step)
    )
  } catch (error) {
    await send({ type: 'error', call, code: 'not-found', message: String(error) })
  }
}

/** A picture's first pixels, so that each pixel of what is made of them is one of those, by step and place larger. */
async function encode({ call, pixels, count, checkpoint, settings: { latent } }) {
  try {
    placeIn(checkpoint)
    const each = pixels.length / count
    await answer(
      call,
      Float32Array.from(
        { length: count * latent },
        (_, at) => pixels[Math.floor(at / latent) * each + (at % latent)] / 60
      )
    )
  } catch (error) {
    await send({ type: 'error', call, code: 'not-found', message: String(error) })
  }
}

/** Two numbers per picture: its mean, by the step larger, and its first pixel. Models without a width find nothing. */
async function find({ call, pixels, count, checkpoint, settings }) {
  const { step } = checkpoint === null ? { step: 0 } : placeIn(checkpoint)
  const each = pixels.length / count
  const picture = i => pixels.subarray(i * each, (i + 1) * each)
  const values = Float32Array.from({ length: 2 * count }, (_, at) =>
    at % 2 ? picture(at >> 1)[0] : (step * picture(at >> 1).reduce((sum, value) => sum + value, 0)) / each
  )
  await answer(call, settings.width === undefined ? { size: 0, values: new Float32Array() } : { size: 2, values })
}

function pictures(latents, count, shape, step) {
  const each = shape.reduce((a, b) => a * b),
    latent = latents.length / count
  const pixels = new Uint8Array(count * each)
  for (let i = 0; i < count; i++)
    for (let p = 0; p < each; p++)
      pixels[i * each + p] = Math.abs(Math.round(latents[i * latent + (p % latent)] * 60 + step + p)) % 256
  return { count, shape, pixels }
}

/** Each picture by the step and ten times its latent's first number larger. */
function translated(conditions, latents, count, shape, step) {
  const each = shape.reduce((a, b) => a * b),
    latent = latents.length / count
  return {
    count,
    shape,
    pixels: conditions.map((value, i) => (value + step + Math.round(10 * latents[Math.floor(i / each) * latent])) & 255)
  }
}

/** Each picture by the step lighter; the other way round, by half the step darker. */
function turned(conditions, direction, count, shape, step) {
  const each = conditions.length / count
  const by = i => (direction[Math.floor(i / each)] === 1 ? -Math.round(step / 2) : step)
  return { count, shape, pixels: conditions.map((value, i) => Math.min(255, Math.max(0, value + by(i)))) }
}

/** Black inputs, pictures of latents, and white targets, in rows. */
function triples(latents, count, shape, step, columns) {
  const { pixels: made } = pictures(latents, count / 3, shape, step),
    row = columns * shape.reduce((a, b) => a * b)
  const pixels = new Uint8Array(3 * made.length)
  for (let from = 0; from < made.length; from += row) {
    pixels.set(made.subarray(from, from + row), 3 * from + row)
    pixels.fill(255, 3 * from + 2 * row, 3 * (from + row))
  }
  return { count, shape, pixels }
}
