/**
 * TensorBoard's event files: records of TFRecord (length, its checksum, data, its checksum), each an Event message
 * (tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto).
 */
import { crc32c } from './crc32c'
import { bytes, double, encoded, float, int, message, text, type Message } from './protobuf'

export interface Moment {
  /** Seconds since 1970. */
  time: number
  step: number
}

/** The checksum as TFRecord has it: turned, and moved by a constant, so that checksums of checksums differ. */
const masked = (data: Uint8Array): number => {
  const sum = crc32c(data)
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0
}

function record(data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(data.length + 16)
  const view = new DataView(whole.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, masked(whole.subarray(0, 8)), true)
  whole.set(data, 12)
  view.setUint32(12 + data.length, masked(data), true)
  return whole
}

const event = ({ time, step }: Moment, ...rest: readonly Message[]): Uint8Array =>
  record(encoded(double(1, time), int(2, step), ...rest))

/** The first record of every file. */
export const fileVersion = (time: number): Uint8Array => event({ time, step: 0 }, text(3, 'brain.Event:2'))

/** Numbers of one moment by their tags. */
export const scalars = (moment: Moment, values: readonly (readonly [tag: string, value: number])[]): Uint8Array =>
  event(moment, message(5, ...values.map(([tag, value]) => message(1, text(1, tag), float(2, value)))))

/** A PNG. @param channels 1 or 3 */
export const picture = (
  moment: Moment,
  tag: string,
  { png, width, height, channels }: { png: Uint8Array; width: number; height: number; channels: number }
): Uint8Array =>
  event(
    moment,
    message(5, message(1, text(1, tag), message(4, int(1, height), int(2, width), int(3, channels), bytes(4, png))))
  )
