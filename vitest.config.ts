import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * `npm test` runs both projects, e2e last and alone; it needs a browser (scripts/test.js says so when there is none). Tests wait for
 * PostgreSQL and for processes more than they reckon, so more files run at once than a small machine has cores.
 */
export default defineConfig({
  test: {
    maxWorkers: Math.max(3, availableParallelism()),
    projects: [
      {
        test: {
          name: 'core',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          // The libraries load once for each worker, not once for each file: that was half of what a file cost. What a file opens it closes.
          isolate: false,
          globalSetup: ['test/support/server.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/server.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
