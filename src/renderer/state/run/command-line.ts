import type { Model, Run } from '../../../shared/domain'

/** One word of a shell's command line, quoted only where it must be. */
export function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (!/["$`\\!]/.test(word)) return `"${word}"`
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** The command that trains the same again; settings at their default are left out. */
export function trainCommand(
  run: Pick<Run, 'datasetName' | 'model' | 'settings' | 'seed' | 'epochs' | 'steps' | 'start'>,
  model: Model | undefined
): string {
  const defaults = new Map(model?.settings.map(setting => [setting.key, setting.default]))
  const words = [
    'atelier',
    'train',
    quote(run.datasetName),
    '--model',
    quote(run.model),
    ...(run.steps === null ? ['--epochs', String(run.epochs)] : ['--steps', String(run.steps)]),
    '--seed',
    String(run.seed)
  ]
  for (const [key, value] of Object.entries(run.settings)) {
    // Left out, the colour follows the pictures.
    if (key === 'epochs' || (defaults.get(key) === value && key !== 'channels')) continue
    words.push('--set', quote(`${key}=${value}`))
  }
  if (run.start) {
    // By its id: names change, and two runs may have one.
    words.push('--from', run.start.run, '--from-epoch', String(run.start.epoch))
    for (const { network, layers, frozen } of run.start.networks) {
      words.push('--from-network', quote(layers === null ? network : `${network}=${layers}`))
      if (frozen !== 0) words.push('--freeze', quote(`${network}=${String(frozen)}`))
    }
  }
  return words.join(' ')
}
