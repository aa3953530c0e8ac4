import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_ARGS, findChromium } from './scripts/chromium.mjs';
import { CONTENT_POLICY, contentPolicy } from './scripts/contentPolicy.mjs';
import { previewCard } from './scripts/previewCard.mjs';
import { leanDeclarations } from './scripts/leanDeclarations.mjs';
import { leanShaders } from './scripts/leanShaders.mjs';
import { offline } from './scripts/offline/plugin.mjs';

const executablePath: string | undefined = process.env.VITEST
  ? ((await findChromium()) ?? undefined)
  : undefined;

/** Parts of the page that each visit loads when it has painted; what tables share with curves, so that they come without those. */
const SOON =
  /src\/ui\/(?:settings\/Knobs|inspect\/(?:TimePanel|Looks|ComparePanel|SamplesPanel|TokenText|useLooks|words\/(?:en|zh)(?:Looks|Time))|charts\/(?:YardstickSelect|ChartSummary|align)|watch\/Watch|guide\/(?:GuideOffer|words\/offer)|runs\/(?:overlayStyle|state\/marks)|page\/StateTeller|parts\/hints)\.tsx?$/;

/** Parts of the trainer that each visit loads once there is a run: what chooses among answers, and what saves. */
const THEN =
  /src\/(?:tastes\/(?:difference|bestSet|restaurants|blurbs\/facts|blurbs\/tone)|rl\/(?:runs\/chooseAnswers|rewards\/asking)|files\/(?:saves\/checkpointFiles|safetensors\/(?:shardedWrite|pieces)))\.ts$/;

export default defineConfig({
  // Everything is found relative to the page, which then runs below any path.
  base: './',
  cacheDir: `node_modules/.vite${process.env.NUDGE_VITE_CACHE ? `-${process.env.NUDGE_VITE_CACHE}` : ''}`,
  plugins: [react(), contentPolicy(), previewCard(), offline()],
  worker: {
    format: 'es',
    plugins: () => [leanShaders(), leanDeclarations()],
    // As of the page: what a worker begins with is one file, to be asked for and compressed once.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'begin', tags: ['$initial'], priority: 1 },
            { name: 'then', test: THEN },
          ],
        },
      },
    },
  },
  // Classifiers run on the CPU: this half of onnxruntime is half the size of the one that transformers.js asks for.
  resolve: { alias: { 'onnxruntime-web/webgpu': 'onnxruntime-web/wasm' } },
  // Named here so that tests in a browser, on a cold cache, do not reload half-way when one is first met.
  optimizeDeps: {
    include: [
      '@huggingface/jinja',
      '@huggingface/tokenizers',
      'axe-core',
      'comlink',
      'fflate',
      'idb',
      'jsqr',
      'papaparse',
      'react',
      'react-dom',
      'react-dom/client',
      'react/jsx-dev-runtime',
      'react/jsx-runtime',
      'uplot',
      'uqr',
      'valibot',
      'zustand',
      'zustand/vanilla',
    ],
    // The runtime finds its WebAssembly beside its own file, so it must stay where it lies.
    exclude: ['@xenova/transformers', 'onnxruntime-web'],
  },
  preview: { headers: { 'Content-Security-Policy': CONTENT_POLICY } },
  build: {
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    // Every browser that has WebGPU has it.
    modulePreload: { polyfill: false },
    // What a first visit loads anyway is one file: apart, each of the small files would be compressed by itself.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'page', tags: ['$initial'], priority: 2 },
            // What comes behind the first paint on every visit: two files rather than a dozen.
            { name: 'soon', test: SOON, priority: 1 },
            {
              name: 'record',
              test: /src\/(?:rl\/runs\/(?:recordFile|yardstick)|ui\/runs\/state\/bestYardstick)\.ts$/,
            },
            { name: 'plot', test: /src\/ui\/charts\/(?:plot|plotCursor|words\/(?:en|zh)Summary)\.ts$/ },
          ],
        },
      },
    },
  },
  test: {
    // How long each file took last: steps that run side by side would read it while another writes.
    cache: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.{gpu,e2e,firefox}.test.ts'],
          // Seconds of computing take several times as long beside tests that keep the processor busy.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          // A real WebGPU device, and a real DOM for components, in headless Chromium.
          name: 'gpu',
          include: ['tests/**/*.gpu.test.ts', 'tests/**/*.test.tsx'],
          globalSetup: ['tests/workers/classifierHub.ts'],
          setupFiles: ['tests/gpu/typedEquality.ts', 'tests/ui/englishWords.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A second is too short for a page to show something on a machine that has other work.
          expect: { poll: { timeout: 15_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath, args: CHROMIUM_ARGS } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: {
          // Drives the built page in a real browser, as a person would.
          name: 'e2e',
          environment: 'node',
          include: ['tests/**/*.e2e.test.ts'],
          globalSetup: ['tests/e2e/builtPage.ts'],
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          // The same in Firefox, which `npm run test:firefox` brings.
          name: 'firefox',
          environment: 'node',
          include: ['tests/**/*.firefox.test.ts'],
          globalSetup: ['tests/e2e/builtPage.ts'],
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
