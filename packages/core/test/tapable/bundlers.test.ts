import { existsSync, rmSync } from 'node:fs';
import { rspack } from '@rspack/core';
import { afterEach, describe, expect, it } from 'vitest';
import webpack from 'webpack';
import { bundle, connect, recordBuild } from './build-hooks.ts';

type Callback = (error: Error | null | undefined) => void;
interface Compiler {
  readonly hooks: { readonly beforeRun: { tapPromise(name: string, fn: () => Promise<void>): void } };
  run(callback: Callback): void;
  close(callback: Callback): void;
}
type Connectable = Parameters<typeof connect>[1];

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function configured(source: string): {
  readonly path: string;
  readonly config: { context: string; entry: string; mode: 'production'; output: { path: string; filename: string } };
} {
  const { context, path } = bundle(source);
  folders.push(context);
  return {
    path,
    config: { context, entry: './src/index.js', mode: 'production', output: { path, filename: 'main.js' } },
  };
}

async function run(compiler: Compiler): Promise<void> {
  const done = (work: (callback: Callback) => void): Promise<void> =>
    new Promise((resolve, reject) =>
      work((error) => (error === null || error === undefined ? resolve() : reject(error))),
    );
  try {
    await done((callback) => compiler.run(callback));
  } finally {
    await done((callback) => compiler.close(callback));
  }
}

describe.each([
  ['webpack', (config: object): Compiler => webpack(config) as unknown as Compiler],
  ['rspack', (config: object): Compiler => rspack(config) as unknown as Compiler],
])('our hooks in a real %s build', (_name, make) => {
  it('see the lifecycle in order', async () => {
    const { config, path } = configured('console.log(1);');
    const { pm, seen } = recordBuild();
    const compiler = make(config);
    connect(pm.hook, compiler as unknown as Connectable);
    await run(compiler);
    expect(seen).toEqual(['start production', 'compile', 'should emit main.js', 'end main.js']);
    expect(existsSync(`${path}/main.js`)).toBe(true);
  });

  it('answer bail hooks: the first result decides', async () => {
    const { config, path } = configured('console.log(1);');
    const { pm } = recordBuild();
    pm.register({ name: 'dry', hooks: { should_emit: () => false } });
    const compiler = make(config);
    connect(pm.hook, compiler as unknown as Connectable);
    await run(compiler);
    expect(existsSync(`${path}/main.js`)).toBe(false);
  });

  it('see errors of the sources, and the end all the same', async () => {
    const { config } = configured('console.log(;');
    const { pm, seen } = recordBuild();
    const compiler = make(config);
    connect(pm.hook, compiler as unknown as Connectable);
    await run(compiler);
    expect(seen.at(-1)).toBe('end with errors');
  });

  it('fail the build with the error that they throw, untouched', async () => {
    const { config } = configured('console.log(1);');
    const { pm, seen } = recordBuild();
    const fault = new Error('not today');
    pm.register({
      name: 'guard',
      hooks: {
        on_build_start: () => {
          throw fault;
        },
      },
    });
    const compiler = make(config);
    connect(pm.hook, compiler as unknown as Connectable);
    await expect(run(compiler)).rejects.toBe(fault);
    expect(seen).toContain('failed: not today');
  });

  it('follow plugins that come and go', async () => {
    const { config } = configured('console.log(1);');
    const { pm, seen } = recordBuild();
    const compiler = make(config);
    connect(pm.hook, compiler as unknown as Connectable);
    pm.unregister('recorder');
    await run(compiler);
    expect(seen).toEqual([]);
  });
});
