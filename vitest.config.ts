import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

/** Tests of what a busy machine can disturb: other processes, browsers, signals, connections. */
const disturbable = ['cli', 'e2e', 'faults', 'scripts', 'shell', 'studio', 'transports'].map(
  folder => `tests/${folder}/**/*.test.ts`
)

export default defineConfig({
  plugins: [svelte()],
  test: {
    // TensorFlow, SQLite and sharp are native: a process a file, never a thread; two cores, so two at a time.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'exact', include: ['tests/**/*.test.ts'], exclude: disturbable } },
      // One that fails is tried once more; one that then passes is named at the end, for somebody to mend.
      { extends: true, test: { name: 'processes', include: disturbable, retry: 1 } }
    ]
  }
})
