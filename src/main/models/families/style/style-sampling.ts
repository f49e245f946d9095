/**
 * What a StyleGAN is sampled from beside its latent: truncation, noise level by level, and the styles of a second
 * picture on coarse, middle or fine levels (Karras et al. 2019, sections 3.1, 3.2 and appendix B).
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../../shared/domain'
import { levelSides, noiseSeeds, styleCount } from '../../../layers'
import { tf } from '../../../tensors/tf'
import { numberSetting } from '../../definition'
import type { Named, NetworkCall } from '../../phase'
import { latentsInput, numberInput, type DeclaredInput, type Sampling } from '../../sampling'
import { mixed, mixingInputs } from '../class-shares'
import { fourCells, sizeOf } from '../picture-size'
import { conditionedClasses, everywhere, styleMean, styleVariance, type StyleNetwork } from './style-phases'

const bands = ['coarse', 'middle', 'fine'] as const
type Band = (typeof bands)[number]

/** Coarse up to 8×8, fine beyond 32×32, and at the last level whatever its size (Karras et al. 2019, figure 3). */
export const bandOf = (side: number, size: number): Band =>
  side <= 8 ? 'coarse' : side > 32 || side === size ? 'fine' : 'middle'

const words: Record<Band, string> = {
  coarse: 'pose and shape',
  middle: 'features',
  fine: 'colours and details'
}

const secondKey = 'second'
const spaceKey = 'space'
const truncationGroup = 'Truncation'
const mixingGroup = 'Style mixing'
const noiseGroup = 'Noise'

const truncation: DeclaredInput[] = [
  numberInput({
    key: 'truncation',
    label: 'Truncation (ψ)',
    help:
      'How far styles may be from the average one: 1 as in training, below 1 fewer odd pictures and less ' +
      'variety, 0 the average picture.',
    min: 0,
    max: 2,
    default: 1,
    group: truncationGroup
  }),
  {
    key: 'truncated',
    label: 'Truncated levels',
    help: 'On which levels styles are truncated.',
    kind: 'choice',
    choices: ['all', 'coarse and middle', 'coarse'],
    default: 0,
    group: truncationGroup
  },
  {
    key: spaceKey,
    label: 'Latent space',
    help:
      'What the latent’s numbers are. z: drawn at random, as in training. w: the style itself, in deviations ' +
      'from the average style, where parts of a picture lie more apart.',
    kind: 'choice',
    choices: ['z', 'w'],
    default: 0,
    group: truncationGroup
  }
]

const mixing = (s: Settings): DeclaredInput[] => [
  {
    key: secondKey,
    label: 'Second picture',
    help: 'The seed of the picture whose styles are mixed in.',
    kind: 'seed',
    default: 2,
    latent: { size: numberSetting(s, 'latent'), distribution: 'normal' },
    group: mixingGroup
  },
  ...bands.map(band =>
    numberInput({
      key: band,
      label: `${band.charAt(0).toUpperCase()}${band.slice(1)} styles`,
      help: `Of which picture the ${band} styles are (${words[band]}): 0 the first, 1 the second.`,
      min: 0,
      max: 1,
      default: 0,
      group: mixingGroup
    })
  )
]

function noise(s: Settings): DeclaredInput[] {
  const [down, across] = fourCells(s)
  return levelSides(sizeOf(s)).flatMap(side => noiseAt(side, `${(across * side) / 4}×${(down * side) / 4}`))
}

/** @param map the level's, in words */
function noiseAt(side: number, map: string): DeclaredInput[] {
  return [
    numberInput({
      key: `noise${side}`,
      label: `Noise ${map}`,
      help: `Strength of the noise at ${map}: 1 as in training, 0 none.`,
      min: 0,
      max: 2,
      default: 1,
      group: noiseGroup
    }),
    {
      key: `noise${side}Seed`,
      label: `Seed ${map}`,
      help: `Which noise is drawn at ${map}.`,
      kind: 'seed',
      default: 0,
      group: noiseGroup
    }
  ]
}

export const styleSampling: Sampling<StyleNetwork> = {
  networks: ['mapping', 'synthesis'],
  inputs: s => [
    latentsInput(numberSetting(s, 'latent'), 'normal'),
    ...(conditionedClasses(s) > 0 ? mixingInputs : []),
    ...truncation,
    ...mixing(s),
    ...noise(s)
  ],
  draw: ({ mapping, synthesis }, input, state, s) => {
    const size = sizeOf(s)
    const mean = state(styleMean)
    const condition = conditionedClasses(s) > 0 ? [mixed(input, conditionedClasses(s))] : []
    const first = firstStyle(mapping, input, state, condition)
    const second = mapping(input(secondKey), ...condition)
    const [own, other] = [everywhere(first, styleCount(size)), everywhere(second, styleCount(size))]
    const styles = tf.add(own, tf.mul(tf.sub(other, own), eachNumber(sharesOf(input, size))))
    const truncated = tf.add(mean, tf.mul(tf.sub(styles, mean), eachNumber(factorsOf(input, size))))
    return synthesis(truncated, noiseOf(input, size))
  },
  directions: {
    choice: { key: spaceKey, value: 1 },
    latents: ({ mapping }, input, state, s) => {
      const condition = conditionedClasses(s) > 0 ? [mixed(input, conditionedClasses(s))] : []
      const style = firstStyle(mapping, input, state, condition)
      return tf.div(tf.sub(style, state(styleMean)), deviation(state))
    },
    reads: (network, kind) => network === 'synthesis' && kind === 'equalisedDense'
  }
}

/** Of each number of a style: its deviation from the average, which latents in w are multiples of. */
const deviation = (state: Named<Variable>): Tensor => tf.sqrt(tf.maximum(state(styleVariance), 1e-12))

/** The picture's own style, [batch, width]: of a latent in z through the mapping, of one in w as it is. */
function firstStyle(
  mapping: NetworkCall,
  input: Named<Tensor>,
  state: Named<Variable>,
  condition: readonly Tensor[]
): Tensor {
  const inW = tf.add(state(styleMean), tf.mul(input('latents'), deviation(state)))
  return tf.where(tf.equal(perPicture(input(spaceKey)), 1), inW, mapping(input('latents'), ...condition))
}

/** Sides of the levels that each style belongs to: those of its level's convolutions, and the last picture's. */
const styleSides = (size: number): number[] =>
  Array.from({ length: styleCount(size) }, (_, i) => Math.min(size, 4 * 2 ** Math.ceil(i / 2)))

/** [batch, styles] → [batch, styles, 1]. */
const eachNumber = (x: Tensor): Tensor => tf.reshape(x, [...x.shape, 1])

/** [batch] → [batch, 1]. */
const perPicture = (x: Tensor): Tensor => tf.reshape(x, [-1, 1])

/** How much of each style is the second picture's: [batch, styles]. */
const sharesOf = (input: Named<Tensor>, size: number): Tensor =>
  tf.concat(
    styleSides(size).map(side => perPicture(input(bandOf(side, size)))),
    1
  )

/** ψ where a style is truncated, else 1: [batch, styles]. */
function factorsOf(input: Named<Tensor>, size: number): Tensor {
  const [psi, levels] = [perPicture(input('truncation')), perPicture(input('truncated'))]
  // 0: all bands, 1: not the fine one, 2: the coarse one alone.
  return tf.concat(
    styleSides(size).map(side => {
      const least = bands.length - bands.indexOf(bandOf(side, size))
      return tf.where(tf.less(levels, least), psi, tf.onesLike(psi))
    }),
    1
  )
}

/** How strong the noise of each level is, and which: [batch, levels, noiseNumbers]. */
const noiseOf = (input: Named<Tensor>, size: number): Tensor =>
  tf.stack(
    levelSides(size).map(side => {
      const which = tf.mod(perPicture(input(`noise${side}Seed`)), noiseSeeds)
      return tf.concat([perPicture(input(`noise${side}`)), tf.cast(which, 'float32')], 1)
    }),
    1
  )
