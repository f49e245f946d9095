/** What an import found in a folder. */
import type { Handlers } from '../../../shared/ipc'
import type { Context } from '../context'

type Names = 'datasetIssues' | 'datasetReport' | 'datasetFindings'

export const reportHandlers = ({ store }: Context): Pick<Handlers, Names> => ({
  datasetIssues: async ({ dataset }) => store.datasets.issues(store.datasets.get(dataset).id),

  datasetReport: async ({ dataset }) => store.findings.report(store.datasets.get(dataset).id),

  datasetFindings: async ({ dataset, kind, offset, count }) =>
    store.findings.list(store.datasets.get(dataset).id, kind, offset, count)
})
