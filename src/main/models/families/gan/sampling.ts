/** What a GAN is drawn from (latents, and where it takes them a class, shares of classes, pictures), and how. */
import { exampleKindOf } from '../../examples'
import { classInput, latentsInput, pictureInput, type Sampling } from '../../sampling'
import { classesOf, mixed, mixingInputs } from '../class-shares'
import { enlarged, fadeName, forEach } from '../growth'
import type { GanDeclaration, GanNetwork } from './declaration'

export function ganSampling({
  latent,
  latentDistribution,
  image,
  conditional,
  exampleKind,
  mixesClasses,
  grows,
  sampling = own => own
}: GanDeclaration): Sampling<GanNetwork> {
  const classes = mixesClasses ? mixingInputs : conditional ? [classInput] : []
  const pictures = exampleKindOf({ exampleKind }).conditions.map(() => pictureInput)
  return sampling({
    inputs: s => [latentsInput(latent(s), latentDistribution), ...classes, ...pictures],
    networks: ['generator'],
    draw: ({ generator }, input, state, s) => {
      const wanted = mixesClasses ? [mixed(input, classesOf(generator))] : classes.map(({ key }) => input(key))
      const latents = input('latents')
      const given = [latents, ...wanted, ...pictures.map(({ key }) => input(key))]
      if (!grows) return generator(...given)
      return enlarged(generator(...given, forEach(latents.shape[0] ?? 1, state(fadeName))), image(s))
    }
  })
}
