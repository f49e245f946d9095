/** `doctor`: engine, device, versions and a self-test; or all of it and the logs in one file. */
import { freemem, totalmem } from 'node:os'
import { resolve } from 'node:path'
import type { EngineChoice } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { writeBundle } from '../studio/diagnostics/handlers'
import { gpuWords, listGpus } from '../lib/machine/gpus'
import { workspaceFolder } from '../studio/workspace'
import { table } from './output'
import type { GlobalOptions, Session } from './session'

export interface DoctorOptions {
  bundle?: string
}

export async function doctor(
  { handlers, output }: Session,
  globals: GlobalOptions,
  { bundle }: DoctorOptions
): Promise<void> {
  if (bundle !== undefined) {
    const { files } = await handlers.diagnostics({ whole: true })
    const file = resolve(bundle)
    await writeBundle(file, files)
    return output.say(
      { file, files: files.map(({ name }) => name) },
      `${file}: ${files.map(({ name }) => name).join(', ')}. Look through it before you send it to anybody.`
    )
  }
  const { version } = await handlers.hello({})
  const gpus = await listGpus()
  const engines = await handlers.listEngines({ again: false })
  const choice = await handlers.engineChoice({})
  const workspace = workspaceFolder(globals.workspace)
  const chosen = engines.find(each => each.chosen)
  const memory = `${gigabytes(totalmem())}, ${gigabytes(freemem())} free`
  output.say(
    {
      atelier: version,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      workspace,
      memory: totalmem(),
      gpus,
      choice,
      ...chosen,
      engines
    },
    [
      ...table([
        ['Atelier', version],
        ['Node', `${process.versions.node} on ${process.platform} ${process.arch}`],
        ['Memory', memory],
        ...(gpus.length > 0 ? [['GPUs', gpus.map(gpuWords).join('; ')]] : []),
        ['Workspace', workspace],
        ['Engine', chosen ? `${chosen.engine} ${chosen.version}, ${choiceWords(choice)}` : 'none'],
        ['Device', chosen?.device ?? '–'],
        ['Self-test', chosen?.selfTest ? 'passed' : 'FAILED']
      ]),
      ...engines.flatMap(each => [
        '',
        `${each.engine}: ${
          each.works
            ? `works, ${each.version} on ${each.device}${each.chosen ? '; this one trains' : ''}`
            : 'does not work'
        }`,
        `  ${each.why}`,
        `  ${each.detail}${each.works ? ` Precisions: ${each.precisions.join(', ')}.` : ''}`,
        ...(each.advice ? [`  ${each.advice}`] : [])
      ])
    ]
  )
  if (!chosen?.works)
    throw new StudioError('engine', `No engine works as asked. ${chosen?.detail ?? ''} ${chosen?.advice ?? ''}`.trim())
}

const choiceWords = ({ kept, asked }: EngineChoice): string =>
  asked ? `as ${asked.by} says` : kept === 'auto' ? 'taken automatically' : `since ${kept} is chosen in this workspace`

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`
