/**
 * StyleGAN2 conditioned on classes (Karras et al. 2020, arXiv:2006.06676, appendix C): the class is embedded, brought
 * to a mean square of 1 and joined to the latent before the mapping network; D's logit is how far a picture's features
 * lie along the direction that a mapping network of its own makes of the class (Miyato and Koyama 2018).
 */
import { numberSetting } from './definition'
import { defineStyleGan } from './families/style/style-gan'
import { classes, perClass, schedule } from './settings'

export default defineStyleGan({
  id: 'stylegan-classes',
  name: 'StyleGAN2 with classes',
  summary: 'StyleGAN2 that draws the class it is asked for, and mixes of two. Slow to train, and worth it on a GPU.',
  purpose: 'classes',
  conditional: true,
  settings: [classes, perClass(4)],
  sampleCount: s => numberSetting(s, 'classes') * numberSetting(s, 'perClass'),
  suits: ({ grey, sourceSize, imageCount, labels }) => {
    const large = Math.max(sourceSize.width, sourceSize.height) > 40
    return {
      score: labels.length < 2 ? 0 : large ? 0.6 : 0.3,
      reason: `Styles to mix, and your ${labels.length} classes to choose from; but it takes a GPU, or patience.`,
      settings: {
        channels: grey ? 'grey' : 'colour',
        size: large ? '64' : '32',
        classes: Math.max(2, labels.length),
        perClass: labels.length > 32 ? 1 : 4,
        adaptive: imageCount < 20_000,
        ...schedule(imageCount, 16, 30_000, 20, 100)
      }
    }
  }
})
