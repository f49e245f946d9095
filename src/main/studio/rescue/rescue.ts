/**
 * In the place of a studio whose workspace cannot be opened: says why, repairs it, or opens another one. Everything
 * else is refused with the reason.
 */
import packageFile from '../../../../package.json'
import { StudioError } from '../../../shared/errors'
import { type Handlers, type Output, type RequestName, requests } from '../../../shared/ipc'
import { readable } from '../../lib/failures'
import { repairWorkspace } from '../../store/repair'
import { collectWithoutStore } from '../diagnostics/collect'
import { workspaceFolder } from '../workspace'
import { repairedWords } from './words'

export interface RescueOptions {
  workspace: string
  host: Output<'hello'>['host']
  problem: StudioError
  /** Opens a workspace; from then on its studio answers. @throws StudioError */
  open: (workspace: string) => void
}

export class Rescue {
  private readonly workspace: string
  private readonly host: RescueOptions['host']
  private readonly open: RescueOptions['open']
  private problem: StudioError
  private repairing = false

  constructor({ workspace, host, problem, open }: RescueOptions) {
    this.workspace = workspace
    this.host = host
    this.open = open
    this.problem = problem
  }

  get broken(): NonNullable<Output<'hello'>['broken']> {
    return { message: this.problem.message, repairable: this.problem.code === 'not-readable' }
  }

  get handlers(): Handlers {
    const refuse = async (): Promise<never> => {
      throw this.problem
    }
    // Every name of the contract, each with a handler that never answers: TypeScript does not count names.
    const refused = Object.fromEntries(
      (Object.keys(requests) as RequestName[]).map(name => [name, refuse])
    ) as unknown as Handlers
    return {
      ...refused,
      hello: async () => ({
        version: packageFile.version,
        host: this.host,
        workspace: this.workspace,
        opening: [],
        trouble: null,
        broken: this.broken
      }),
      diagnostics: async () => ({
        files: collectWithoutStore(this.workspace, this.host, this.problem.message)
      }),
      repairWorkspace: () => this.repair(),
      changeWorkspace: async ({ path }) => {
        this.refuseWhileRepairing()
        this.open(workspaceFolder(path))
        return null
      }
    }
  }

  private async repair(): Promise<Output<'repairWorkspace'>> {
    this.refuseWhileRepairing()
    this.repairing = true
    try {
      const words = repairedWords(await repairWorkspace(this.workspace))
      return { ...words, still: this.reopen() }
    } finally {
      this.repairing = false
    }
  }

  /** One thing at a time: each ends with a studio that is opened. */
  private refuseWhileRepairing(): void {
    if (this.repairing) throw new StudioError('conflict', 'The workspace is being repaired. Wait until that is done.')
  }

  /** @returns why it cannot be opened all the same */
  private reopen(): string | null {
    try {
      this.open(this.workspace)
      return null
    } catch (error) {
      this.problem = readable(error)
      return this.problem.message
    }
  }
}
