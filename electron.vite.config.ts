import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { pagePlayer } from './scripts/lib/page-player.mjs'

// Main entries: the Electron shell, the browser host, the command line, the processes of engines and of the decoder,
// the threads of the studio and of metrics.
export default defineConfig({
  main: {
    plugins: [pagePlayer()],
    build: {
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          serve: 'src/main/serve.ts',
          cli: 'src/main/cli.ts',
          trainer: 'src/main/engine/trainer.ts',
          decoder: 'src/main/datasets/decoder/main.ts',
          studio: 'src/main/studio/thread/worker.ts',
          evaluator: 'src/main/metrics/thread/worker.ts',
          bench: 'bench/main.ts',
          contender: 'bench/contender.ts',
          rates: 'bench/rates.ts',
          epoch: 'bench/epoch.ts',
          quality: 'bench/quality.ts',
          recipe: 'bench/recipes/one.ts',
          recipes: 'bench/recipes/main.ts',
          store: 'bench/store.ts',
          streaming: 'bench/imports/streaming.ts',
          grouped: 'bench/grouped.ts',
          'gif-frames': 'bench/exports/gif-frames.ts',
          'quality-run': 'bench/quality/run.ts',
          'quality-distance': 'bench/quality/distance.ts'
        }
      }
    }
  },
  // A sandboxed preload can only be one CommonJS file.
  preload: {
    build: {
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }
      }
    }
  },
  renderer: {
    root: 'src/renderer',
    build: { rollupOptions: { input: 'src/renderer/index.html' } },
    plugins: [svelte()]
  }
})
