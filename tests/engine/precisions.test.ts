import { expect, test } from 'vitest'
import { multipliesBfloat16 } from '../../src/main/engine/tensorflow/precisions'

test.each([
  ['an AMD EPYC of the fourth generation', 'processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512_bf16 clzero\n', true],
  ['an AMD EPYC of the third', 'processor\t: 0\nflags\t\t: fpu fma avx2 clzero\nbugs\t\t: avx512_bf16\n', false],
  ['an Intel with AVX-512 alone', 'flags\t\t: avx512f avx512bw avx512_vnni\n', false],
  ['an ARM Neoverse V1', 'processor\t: 0\nFeatures\t: fp asimd i8mm bf16 dgh\n', true],
  ['an ARM Cortex A72', 'processor\t: 0\nFeatures\t: fp asimd evtstrm\n', false],
  ['a system that does not say', null, false]
])('bfloat16 on %s', (_, information, expected) => {
  expect(multipliesBfloat16(information)).toBe(expected)
})
