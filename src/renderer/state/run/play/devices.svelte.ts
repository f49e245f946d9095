/** Controllers and a microphone, asked for when somebody wants them; each says what it hears. */
import { knobIn, loudness } from './learning.svelte'

type Hear = (heard: { source: string; share: number }) => void

export class Devices {
  /** Names of controllers; null until they were asked for. */
  controllers = $state.raw<readonly string[] | null>(null)
  listening = $state(false)
  problem = $state<string | null>(null)
  #stops: (() => void)[] = []
  #quiet: (() => void) | null = null

  constructor(private readonly hear: Hear) {}

  async openControllers(): Promise<void> {
    if (this.controllers) return
    this.problem = null
    try {
      const access = await navigator.requestMIDIAccess()
      const attach = (): void => {
        this.controllers = [...access.inputs.values()].map(({ name }) => name ?? 'A controller without a name')
        for (const input of access.inputs.values())
          input.onmidimessage = ({ data }) => {
            const heard = data && knobIn(data)
            if (heard) this.hear(heard)
          }
      }
      access.onstatechange = attach
      attach()
      this.#stops.push(() => {
        access.onstatechange = null
        for (const input of access.inputs.values()) input.onmidimessage = null
      })
    } catch {
      this.problem = 'MIDI controllers cannot be used here: the browser has none of it, or was not allowed to.'
    }
  }

  async toggleSound(): Promise<void> {
    if (this.#quiet) return this.#quiet()
    this.problem = null
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      const audio = new AudioContext()
      const analyser = new AnalyserNode(audio, { fftSize: 1024, smoothingTimeConstant: 0.6 })
      audio.createMediaStreamSource(stream).connect(analyser)
      const levels = new Uint8Array(analyser.frequencyBinCount)
      let frame = requestAnimationFrame(function next(this: void) {
        analyser.getByteFrequencyData(levels)
        for (const heard of loudness(levels, audio.sampleRate)) tell(heard)
        frame = requestAnimationFrame(next)
      })
      const tell = this.hear
      this.#quiet = () => {
        cancelAnimationFrame(frame)
        for (const track of stream.getTracks()) track.stop()
        void audio.close()
        this.#quiet = null
        this.listening = false
      }
      this.listening = true
    } catch {
      this.problem = 'There is no microphone, or the browser was not allowed to listen to it.'
    }
  }

  close(): void {
    this.#quiet?.()
    for (const stop of this.#stops) stop()
  }
}
