import { choose, formats } from '../../src/main/exports'
import type { ExportSource } from '../../src/main/exports/format'
import type { Exported, Run, Settings } from '../../src/shared/domain'

const never = (what: string) => (): never => {
  throw new Error(`This format does not want ${what}.`)
}

/** A run as formats see it: what a test says of it, the rest is not to be asked for. */
export const sourceOf = ({
  run,
  ...has
}: Omit<Partial<ExportSource>, 'run'> & { run: Partial<Run> }): ExportSource => ({
  sampled: [],
  checkpoints: [],
  measured: [],
  stepped: [],
  framed: has.sampled ?? [],
  grid: { pictures: run.sampleCount ?? 1, columns: run.sampleColumns ?? 1, names: [] },
  staged: false,
  stageEpoch: undefined,
  frame: never('frames'),
  sheet: never('sheets'),
  draw: never('draws'),
  keys: never('keys'),
  drawKey: never('keys'),
  translate: never('translations'),
  checkpoint: never('a checkpoint'),
  numbers: never('numbers'),
  data: never('its dataset'),
  trace: never('a function'),
  portable: never('the whole run'),
  ...has,
  run: { name: 'A run', ...run } as Run
})

/** What a format makes of it, with these options and the defaults of the others. */
export function write(format: string, source: ExportSource, options: Settings = {}): Promise<Exported> {
  const found = formats.find(format)
  return found.write(source, choose(found, source, options).chosen, {})
}
