/** Which model `train` trains, and with what settings, where they are not all said. */
import type { Dataset, Settings } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { ModelDefinition } from '../../models/definition'
import { recipeFor, recipesFor, type Recipe } from '../../models/recipes'
import type { Session } from '../session'
import { modelNamed } from '../settings'
import { settingsToKeep, type startFrom } from './start-from'

type Begun = NonNullable<ReturnType<typeof startFrom>>

interface Asked {
  asked: ModelDefinition | null
  recipe: Recipe | null
  begin: Begun | null
  /** No model was named: one that a run begins with keeps its settings. */
  own: boolean
}

/**
 * The model, and its settings where nothing else is said.
 * @throws StudioError unsupported where none fits
 */
export async function chosen(
  { handlers }: Session,
  dataset: Dataset,
  { asked, recipe, begin, own }: Asked
): Promise<{ model: ModelDefinition; fitting: Settings }> {
  if (asked) {
    const { channels, passes, epochs } = asked.suits(dataset).settings
    const length = { ...(passes === undefined ? {} : { passes }), ...(epochs === undefined ? {} : { epochs }) }
    const colours: Settings = channels === undefined ? {} : { channels }
    return { model: asked, fitting: begin && own ? { ...length, ...settingsToKeep(begin.run, asked) } : colours }
  }
  const wanted = recipe && recipeFor(recipe, dataset)
  if (recipe && !wanted)
    throw new StudioError(
      'unsupported',
      `The recipe "${recipe.id}" is for other pictures than those of "${dataset.name}". Leave it out, or ` +
        'choose a model: `atelier models` lists them.'
    )
  const [suited] = wanted ? [] : await handlers.recommendModels({ dataset: dataset.id })
  // What the window would have chosen by itself.
  const cooked = wanted ?? recipesFor(dataset).find(({ model }) => model.id === suited?.model)
  if (cooked) return { model: cooked.model, fitting: cooked.settings }
  if (suited) return { model: modelNamed(suited.model), fitting: suited.settings }
  const held = `${dataset.examples.many}${dataset.examples.aside}`
  throw new StudioError(
    'unsupported',
    `No model here learns ${held}, and "${dataset.name}" holds ${held}. \`atelier models\` lists what there is.`
  )
}
