import { defineConfig } from 'vitest/config'

// A file for the counts of a run, beside what is printed: `.ci/run` and test/nodes.js sum them up.
const report = process.env.TEST_REPORT

export default defineConfig({
  define: { __VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    // What needs hours or gigabytes the first time: `npm run test:nightly` alone.
    include: ['test/**/*.test.ts', ...(process.env.BEATPASS_NIGHTLY ? ['test/**/*.nightly.ts'] : [])],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    ...(report ? { reporters: ['default', 'json'], outputFile: { json: report } } : {}),
    coverage: {
      provider: 'v8',
      include: ['src/domain/**', 'src/operations/**'],
      thresholds: { branches: 95 },
    },
  },
})
