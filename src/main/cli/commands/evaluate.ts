/** `evaluate`. How good checkpoints are. */
import { evaluate, metricOptions, type EvaluateOptions } from '../evaluate'
import { seedRange, whole } from '../numbers'
import { runWord, type CliCommand } from './command'

export default {
  id: 'evaluate',
  place: 110,
  add({ program, looking }) {
    metricOptions(program.command('evaluate').argument('<run>', runWord))
      .description("Work out how good a run's checkpoints are. What was worked out before comes at once.")
      .option('--epochs <list>', 'such as 1,5,10; "newest" or "all"', 'newest')
      .option('--seed <s>', 'of the latents, and of which pictures are held out', whole(...seedRange), 0)
      .option(
        '-o, --output <file>',
        'PNG to write: what a metric shows, such as samples, and below each the picture nearest to it'
      )
      .action((run: string, options: EvaluateOptions) => looking(session => evaluate(session, run, options)))
  }
} satisfies CliCommand
