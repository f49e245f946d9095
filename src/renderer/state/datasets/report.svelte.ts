/** What an import found, as the window shows it: counts, and odd files by kind, of which more are asked for. */
import type { DatasetReport, FindingKind } from '../../../shared/domain'
import { problemWords } from '../toasts.svelte'
import { request } from '../transport'

/** Files that are asked for at once. */
const more = 200

export class Report {
  report = $state.raw<DatasetReport | null>(null)
  problem = $state('')
  asking = $state(false)

  constructor(readonly dataset: string) {}

  async load(): Promise<void> {
    await this.ask(async () => {
      this.report = await request('datasetReport', { dataset: this.dataset })
    })
  }

  async showMore(kind: FindingKind): Promise<void> {
    const known = this.report?.findings.find(each => each.kind === kind)
    if (!known) return
    const { length: offset } = known.first
    await this.ask(async () => {
      const files = await request('datasetFindings', { dataset: this.dataset, kind, offset, count: more })
      if (!this.report) return
      this.report = {
        ...this.report,
        findings: this.report.findings.map(each =>
          each.kind === kind ? { ...each, first: [...each.first.slice(0, offset), ...files] } : each
        )
      }
    })
  }

  private async ask(work: () => Promise<void>): Promise<void> {
    this.problem = ''
    this.asking = true
    try {
      await work()
    } catch (error) {
      this.problem = problemWords(error)
    } finally {
      this.asking = false
    }
  }
}
