import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'scripts/**/*.test.ts',
      'e2e/**/*.test.ts',
      'examples/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    testTimeout: 30_000,
    // many wait for a server, a browser or another process, and not for a core
    maxWorkers: 2,
    // modules are read once by each worker: five minutes less; what a test changes of the process it puts back
    isolate: false,
    // ships JSON imports that Node 20 does not take
    server: { deps: { inline: ['@actions/workflow-parser'] } },
  },
});
