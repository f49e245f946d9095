/** The families, by the name that a model declares. */
import type { Settings } from '../../../shared/domain'
import type { ModelDefinition } from '../../models/definition'
import { autoencoder } from './autoencoder'
import type { BuildOptions, Built, Drawer, Family } from './family'
import { gan } from './gan'

export type { BuildOptions, Built, Drawer } from './family'

const families: { [F in ModelDefinition['family']]: Family<Extract<ModelDefinition, { family: F }>> } = { gan, autoencoder }

// The table's type ties each family to its own models; a lookup by a union loses that tie.
const familyOf = (model: ModelDefinition): Family => families[model.family]

/** A training program of any model. Weights are drawn from the seed. */
export const build = (options: BuildOptions): Built => familyOf(options.model).build(options)

/** What draws a model's pictures, with weights still to be loaded. */
export const drawerOf = (model: ModelDefinition, settings: Settings): Drawer => familyOf(model).drawer(model, settings)
