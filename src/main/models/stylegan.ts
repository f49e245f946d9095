/**
 * StyleGAN2 (Karras et al. 2020, arXiv:1912.04958), with the numbers and the adaptive augmentation of Karras et al.
 * 2020, arXiv:2006.06676. A mapping network makes styles of latents; a synthesis network starts from a learnt constant,
 * is modulated by a style at every convolution, adds noise, and sums the pictures of all its levels; a residual
 * discriminator looks at them. R1 comes every 16th step, path length every 4th.
 */
import { numberSetting } from './definition'
import { defineStyleGan } from './families/style/style-gan'
import { samples, schedule } from './settings'

export default defineStyleGan({
  id: 'stylegan',
  name: 'StyleGAN2',
  summary: 'Pictures by styles: coarse, middle and fine ones can be mixed. Slow to train, and worth it on a GPU.',
  purpose: 'finest',
  settings: [samples(25)],
  sampleCount: s => numberSetting(s, 'samples'),
  suits: ({ grey, sourceSize, imageCount }) => {
    const large = Math.max(sourceSize.width, sourceSize.height) > 40
    return {
      score: large ? 1.2 : 0.6,
      reason: large
        ? 'The best pictures of those that are trained here, and styles to mix; but it takes a GPU, or patience.'
        : 'Larger than your pictures are.',
      settings: {
        channels: grey ? 'grey' : 'colour',
        adaptive: imageCount < 20_000,
        ...schedule(imageCount, 16, 30_000, 20, 100)
      }
    }
  }
})
