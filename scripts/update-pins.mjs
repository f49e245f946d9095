/**
 * For maintainers: writes native.json, the checksums that set-up insists on, for the versions named here.
 * Each wheel's own RECORD is read by range requests, some megabytes in all.
 */
import { writeFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { getRange } from './lib/http.mjs'
import { inRoot } from './lib/paths.mjs'
import { findWheel } from './lib/pypi.mjs'
import { main, Problem } from './lib/say.mjs'
import { entries, remote } from './lib/zip.mjs'

const version = '2.21.0'
const wheels = {
  'linux-x64': ['tensorflow-cpu', `tensorflow_cpu-${version}-cp311-cp311-manylinux_2_27_x86_64.whl`],
  'linux-x64-cuda': ['tensorflow', `tensorflow-${version}-cp311-cp311-manylinux_2_27_x86_64.whl`],
  'linux-arm64': ['tensorflow', `tensorflow-${version}-cp311-cp311-manylinux_2_27_aarch64.whl`],
  'darwin-arm64': ['tensorflow', `tensorflow-${version}-cp311-cp311-macosx_12_0_arm64.whl`]
}
const headers = [
  ...['c_api', 'c_api_macros', 'tf_attrtype', 'tf_buffer', 'tf_datatype', 'tf_status', 'tf_tensor', 'tf_tstring'].map(
    name => `tensorflow/c/${name}.h`
  ),
  'tensorflow/c/eager/c_api.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
  'xla/tsl/c/tsl_status.h'
]
// The lowest versions that this TensorFlow accepts.
const nvidia = Object.entries({
  'cuda-runtime': '12.5.82',
  cublas: '12.5.3.2',
  cufft: '11.2.3.61',
  cusolver: '11.6.3.83',
  cusparse: '12.5.1.3',
  cudnn: '9.3.0.75',
  nvjitlink: '12.5.82'
}).map(([name, number]) => [
  `nvidia-${name}-cu12`,
  `nvidia_${name.replace('-', '_')}_cu12-${number}-py3-none-manylinux2014_x86_64.whl`
])
const zig = {
  'linux-x64': 'manylinux_2_12_x86_64.manylinux2010_x86_64.musllinux_1_1_x86_64',
  'linux-arm64': 'manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64',
  'darwin-arm64': 'macosx_12_0_arm64'
}

/** @param {string} project @param {string} wheel */
async function pinWhole(project, wheel) {
  const { size, sha256 } = await findWheel(project, wheel)
  if (!size || !sha256) throw new Problem(`The index gives no size and checksum for ${wheel}.`)
  return { project, wheel, size, sha256 }
}

/** @param {string} platform @param {string} project @param {string} wheel */
async function pinMembers(platform, project, wheel) {
  const whole = await pinWhole(project, wheel)
  const { url } = await findWheel(project, wheel)
  const source = remote(url, whole.size)
  const entry = (await entries(source)).get(`${wheel.split('-').slice(0, 2).join('-')}.dist-info/RECORD`)
  if (!entry) throw new Problem(`${wheel} has no RECORD.`)
  const local = await source.read(entry.offset, entry.offset + 30)
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
  const record = inflateRawSync(await getRange(url, start, start + entry.compressed)).toString()
  const rows = new Map(
    record
      .trim()
      .split(/\r?\n/)
      .map(line => {
        const [, name = '', hash = '', size = ''] = /^(.*),sha256=([\w-]+),(\d+)$/.exec(line) ?? []
        return [name, { sha256: hash, size: Number(size) }]
      })
  )
  const suffix = platform.startsWith('darwin') ? '2.dylib' : 'so.2'
  const wanted = [
    ...['cc', 'framework'].map(part => [
      `tensorflow/libtensorflow_${part}.${suffix}`,
      `lib/libtensorflow_${part}.${suffix}`
    ]),
    ...headers.map(name => [`tensorflow/include/${name}`, `include/${name}`])
  ]
  return { ...whole, members: wanted.map(([from = '', to]) => ({ from, to, ...rows.get(from) })) }
}

await main(async () => {
  const pins = {
    version,
    tensorflow: Object.fromEntries(
      await Promise.all(
        Object.entries(wheels).map(async ([platform, [project = '', wheel = '']]) => [
          platform,
          await pinMembers(platform, project, wheel)
        ])
      )
    ),
    nvidia: await Promise.all(nvidia.map(([project = '', wheel = '']) => pinWhole(project, wheel))),
    zig: Object.fromEntries(
      await Promise.all(
        Object.entries(zig).map(async ([platform, tag]) => [
          platform,
          await pinWhole('ziglang', `ziglang-0.15.2-py3-none-${tag}.whl`)
        ])
      )
    )
  }
  writeFileSync(inRoot('scripts', 'native.json'), JSON.stringify(pins, null, 1) + '\n')
})
