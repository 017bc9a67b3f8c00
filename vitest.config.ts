import { defineConfig } from 'vitest/config'
import { Report } from './test/report.js'

// A file for what came of a run, beside what is printed: `.ci/run` and test/nodes.js sum them up.
const report = process.env.TEST_REPORT

export default defineConfig({
  define: { __VERSION__: JSON.stringify('0.0.0-test'), __BINARY__: 'false' },
  test: {
    // What needs hours or gigabytes the first time: `npm run test:nightly` alone.
    include: ['test/**/*.test.ts', ...(process.env.BEATPASS_NIGHTLY ? ['test/**/*.nightly.ts'] : [])],
    // Of the program that `npm run build:binary` makes: `npm run test:binary` alone.
    exclude: process.env.BEATPASS_BINARY ? ['**/node_modules/**'] : ['**/node_modules/**', 'test/binary/**'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for by `expect.poll` may take its time on a busy machine: what fails is only what never comes.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    ...(report ? { reporters: ['default', new Report(report)] } : {}),
    coverage: {
      provider: 'v8',
      include: ['src/domain/**', 'src/operations/**'],
      thresholds: { branches: 95 },
    },
  },
})
