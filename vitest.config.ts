import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

const root = fileURLToPath(new URL('.', import.meta.url));
const packages = readdirSync(`${root}packages`).filter((dir) => existsSync(`${root}packages/${dir}/package.json`));

/** Package name and sub-path → its source, read from each `exports`: unit tests need no build. */
const sources = packages.flatMap((dir) => {
  const manifest = JSON.parse(readFileSync(`${root}packages/${dir}/package.json`, 'utf8')) as Manifest;
  return Object.entries(manifest.exports).flatMap(([subPath, target]) => {
    const file = typeof target === 'string' ? target : target.default;
    if (!file.startsWith('./dist/')) return [];
    const source = file.replace('./dist/', `${root}packages/${dir}/src/`).replace(/\.js$/, '.ts');
    const name = `${manifest.name}${subPath.slice(1)}`;
    return [{ find: new RegExp(`^${name}$`), replacement: source }];
  });
});

export default defineConfig({
  test: {
    passWithNoTests: true,
    // Many tests wait for processes of theirs: one worker a core, where the default leaves a core idle.
    maxWorkers: Math.max(2, availableParallelism()),
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.test-d.ts', '**/index.ts'],
      reporter: ['text-summary', 'html'],
      reportsDirectory: 'coverage',
    },
    projects: [
      // Beside the file it tests, on the sources.
      ...packages.map((dir) => ({
        resolve: { alias: sources },
        test: {
          name: `${dir}:unit`,
          root: `${root}packages/${dir}`,
          include: ['src/**/*.test.ts'],
          // Properties over files and databases take their time where others use the machine.
          testTimeout: 30_000,
        },
      })),
      // All of core's hooks again, with every dispatcher compiled: on here, off in `core:unit`.
      {
        resolve: {
          alias: [
            {
              find: /^\.\/dispatch\/engine\.js$/,
              replacement: `${root}packages/core/test/forced/engine.ts`,
            },
            ...sources,
          ],
        },
        test: {
          name: 'core:compiled',
          root: `${root}packages/core`,
          include: ['src/*.test.ts', 'src/dispatch/*.test.ts', 'test/forced/*.test.ts'],
          isolate: false,
        },
      },
      // On the built packages, as a project gets them: whatever spawns the command, loads a project folder or a plugin.
      {
        test: {
          name: 'e2e',
          include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'docs/test/**/*.test.ts'],
          exclude: ['packages/core/test/forced/**', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // Types, never run.
      {
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['packages/*/{src,test}/**/*.test-d.ts'],
            tsconfig: 'tsconfig.json',
            // `typecheck` reports those of the sources.
            ignoreSourceErrors: true,
          },
        },
      },
    ],
  },
});
