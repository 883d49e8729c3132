import { existsSync, rmSync } from 'node:fs';
import { originOf } from '@pintle/core';
import { type Compiler as RspackCompiler, rspack } from '@rspack/core';
import { afterEach, describe, expect, it } from 'vitest';
import webpack from 'webpack';
import { bundle, connect, recordBuild } from './build-hooks.ts';

type Compiler = webpack.Compiler | RspackCompiler;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

interface Config {
  readonly context: string;
  readonly entry: string;
  readonly mode: 'production';
  readonly output: { readonly path: string; readonly filename: string };
}

function made<C>(compiler: C | null): C {
  if (compiler === null) throw new Error('There is no compiler.');
  return compiler;
}

function configured(source: string): { readonly path: string; readonly config: Config } {
  const { context, path } = bundle(source);
  folders.push(context);
  return {
    path,
    config: { context, entry: './src/index.js', mode: 'production', output: { path, filename: 'main.js' } },
  };
}

async function run(compiler: Compiler): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      compiler.run((error) => (error === null ? resolve() : reject(error)));
    });
  } finally {
    await new Promise<void>((resolve) => {
      compiler.close(() => resolve());
    });
  }
}

describe.each([
  ['webpack', (config: Config): Compiler => made(webpack(config))],
  ['rspack', (config: Config): Compiler => made(rspack(config))],
])('our hooks in a real %s build', (_name, make) => {
  it('see the lifecycle in order', async () => {
    const { config, path } = configured('console.log(1);');
    const { pm, seen } = recordBuild();
    const compiler = make(config);
    connect(pm, compiler);
    await run(compiler);
    expect(seen).toEqual(['start production', 'compile', 'should emit main.js', 'end main.js']);
    expect(existsSync(`${path}/main.js`)).toBe(true);
  });

  it('answer bail hooks: the first result decides', async () => {
    const { config, path } = configured('console.log(1);');
    const { pm } = recordBuild();
    pm.register({ name: 'dry', hooks: { should_emit: () => false } });
    const compiler = make(config);
    connect(pm, compiler);
    await run(compiler);
    expect(existsSync(`${path}/main.js`)).toBe(false);
  });

  it('see errors of the sources, and the end all the same', async () => {
    const { config } = configured('console.log(;');
    const { pm, seen } = recordBuild();
    const compiler = make(config);
    connect(pm, compiler);
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
    connect(pm, compiler);
    await expect(run(compiler)).rejects.toBe(fault);
    expect(seen).toContain('failed: not today');
  });

  it('follow plugins that come and go', async () => {
    const { config } = configured('console.log(1);');
    const { pm, seen } = recordBuild();
    const compiler = make(config);
    connect(pm, compiler);
    pm.unregister('recorder');
    await run(compiler);
    expect(seen).toEqual([]);
  });

  it('fail it from where it ends, too', async () => {
    const { config } = configured('console.log(1);');
    const { pm } = recordBuild();
    const fault = new Error('not today');
    pm.register({ name: 'guard', hooks: { on_build_end: () => Promise.reject(fault) } });
    const compiler = make(config);
    connect(pm, compiler);
    await expect(run(compiler)).rejects.toBe(fault);
    expect(originOf(fault)).toEqual({ plugin: 'guard', hook: 'on_build_end' });
  });

  it('are heard by those who tapped its hooks, in turn and awaited', async () => {
    const { config } = configured('console.log(1);');
    const { pm, seen } = recordBuild();
    const compiler = make(config);
    connect(pm, compiler);
    compiler.hooks.invalid.tap('theirs', (file) => void seen.push(`changed ${file}`));
    compiler.hooks.additionalPass.tapPromise('theirs', async () => {
      await Promise.resolve();
      seen.push('another pass');
    });
    pm.register({
      name: 'asker',
      hooks: {
        on_build_end: async () => {
          pm.hook.on_source_changed({ file: 'a.js' });
          await pm.hook.on_another_pass({});
          seen.push('asked');
        },
      },
    });
    await run(compiler);
    expect(seen.slice(-4)).toEqual(['changed a.js', 'another pass', 'asked', 'end main.js']);
  });

  it('fail with the error of a tap, untouched', async () => {
    const { config } = configured('console.log(1);');
    const { pm } = recordBuild();
    const compiler = make(config);
    connect(pm, compiler);
    const fault = new Error('theirs');
    compiler.hooks.additionalPass.tapPromise('theirs', () => Promise.reject(fault));
    pm.register({ name: 'asker', hooks: { on_build_end: () => pm.hook.on_another_pass({}) } });
    await expect(run(compiler)).rejects.toBe(fault);
    expect(originOf(fault)).toEqual({ plugin: 'their-taps', hook: 'on_another_pass' });
  });
});
