/** Whether somebody listens to what runs, in a module of its own: code that asks must not load the one who listens. */
import type { Recorder } from './tensorflow/recorder'

let active: Recorder | null = null

/** The recorder that is listening now, if one is: ops with a fused form emit that instead of running step by step. */
export const recording = (): Recorder | null => active
export const setRecording = (recorder: Recorder | null): void => { active = recorder }
