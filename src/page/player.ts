/**
 * The program of an exported web page: a generator that draws in the browser, from what the page carries, without a
 * server. It computes on the graphics card where there is one.
 */
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgl'
import { engine } from '@tensorflow/tfjs-core'
import { controls, element } from './controls'
import { facts as readFacts, numbers } from './data'
import { Interpreter } from './interpret'
import { read, show } from './screen'
import { Picture } from './state'
import { onTheWay } from './walk'

/** Seeds per second on a walk. */
const pace = 0.5

async function start(): Promise<void> {
  const facts = readFacts()
  const canvas = element('canvas', { tabIndex: 0 })
  canvas.setAttribute('role', 'img')
  canvas.setAttribute('aria-label', 'What the generator draws')
  const says = element('p', { className: 'says' })
  says.setAttribute('role', 'status')
  const side = element('aside')
  document.body.append(element('main', {}, canvas), side)
  side.append(element('h1', {}, facts.title), element('p', { className: 'about' }, facts.about), says)

  const picture = new Picture(facts)
  let interpreter: Interpreter
  try {
    await ready()
    interpreter = new Interpreter(facts.graph, facts.constants, await numbers())
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    says.textContent = `This browser cannot run the generator: ${why}`
    return
  }

  let [drawing, wanted] = [false, false]
  /** At most one picture is under way; of what is asked for meanwhile, the last is drawn. */
  const draw = async (): Promise<void> => {
    wanted = true
    if (drawing) return
    drawing = true
    try {
      while (wanted) {
        wanted = false
        const { pictures } = await interpreter.run(picture.inputs())
        if (pictures) show(canvas, pictures, facts.image)
        document.body.dataset.drawn = String(Number(document.body.dataset.drawn ?? 0) + 1)
      }
    } catch (error) {
      says.textContent = `The picture could not be drawn: ${error instanceof Error ? error.message : String(error)}`
    } finally {
      drawing = false
    }
  }
  const changed = (): void => void draw()

  if (picture.latentInputs.length > 0) side.append(seedControls(picture, changed))
  if (facts.inputs.some(({ kind }) => kind === 'picture')) side.append(pictureControl(picture, changed, says))
  side.append(...controls(picture, changed), smoothBox(canvas), saveButton(canvas, facts.title))
  await draw()
}

/** The graphics card, else the processor. */
async function ready(): Promise<void> {
  for (const name of ['webgl', 'cpu'])
    if (
      name in engine().registryFactory &&
      (await engine()
        .setBackend(name)
        .catch(() => false))
    ) {
      await engine().ready()
      return
    }
  throw new Error('it has neither WebGL nor a processor that this page knows.')
}

function seedControls(picture: Picture, changed: () => void): HTMLElement {
  const field = element('input', { type: 'number', min: '0', value: String(picture.seed) })
  field.setAttribute('aria-label', 'Seed')
  const go = (seed: number): void => {
    picture.draw(seed)
    field.value = String(seed)
    for (const details of document.querySelectorAll('details')) details.dispatchEvent(new Event('refill'))
    changed()
  }
  field.addEventListener('input', () => {
    stop()
    const seed = Math.max(0, Math.round(Number(field.value) || 0))
    picture.draw(seed)
    changed()
  })
  const another = element('button', { type: 'button' }, 'Random')
  another.addEventListener('click', () => {
    stop()
    go(Math.floor(Math.random() * 1e6))
  })
  const walk = element('button', { type: 'button' }, 'Walk')
  let frame = 0
  const stop = (): void => {
    cancelAnimationFrame(frame)
    frame = 0
    walk.textContent = 'Walk'
  }
  walk.addEventListener('click', () => {
    if (frame !== 0) return stop()
    walk.textContent = 'Stop'
    const [from, began] = [picture.seed, performance.now()]
    const step = (now: number): void => {
      const at = from + (Math.max(0, now - began) * pace) / 1000
      picture.seed = Math.floor(at)
      field.value = String(picture.seed)
      for (const latent of picture.latentInputs) picture.latents.set(latent.key, onTheWay(latent, at))
      changed()
      frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
  })
  document.addEventListener('keydown', event => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'r') another.click()
    if (event.key === 'w') walk.click()
  })
  return element('div', { className: 'row' }, element('label', {}, element('span', {}, 'Seed'), field), another, walk)
}

function pictureControl(picture: Picture, changed: () => void, says: HTMLElement): HTMLElement {
  const input = element('input', { type: 'file', accept: 'image/*' })
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return
    try {
      picture.given = await read(file, picture.facts.image)
      says.textContent = ''
      changed()
    } catch {
      says.textContent = `“${file.name}” is no picture that this browser reads.`
    }
  }
  input.addEventListener('change', () => void take(input.files?.[0]))
  document.addEventListener('dragover', event => event.preventDefault())
  document.addEventListener('drop', event => {
    event.preventDefault()
    void take(event.dataTransfer?.files[0])
  })
  return element('label', {}, element('span', {}, 'Picture'), input)
}

function smoothBox(canvas: HTMLCanvasElement): HTMLElement {
  const box = element('input', { type: 'checkbox' })
  box.addEventListener('change', () => canvas.classList.toggle('smooth', box.checked))
  return element('label', { className: 'check' }, box, element('span', {}, 'Smooth'))
}

function saveButton(canvas: HTMLCanvasElement, title: string): HTMLElement {
  const button = element('button', { type: 'button' }, 'Save as PNG')
  button.addEventListener('click', () =>
    canvas.toBlob(blob => {
      if (!blob) return
      const link = element('a', { href: URL.createObjectURL(blob), download: `${title}.png` })
      link.click()
      URL.revokeObjectURL(link.href)
    })
  )
  return button
}

void start()
