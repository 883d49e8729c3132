// How cost grows: calls with the number of implementations, everything else with the number of plugins.
import { execFileSync } from 'node:child_process';
import { defineHookSpecs, type Engine, hookSpec, PluginManager } from '@pintle/core';
import { compiled } from '@pintle/core/tapable';
import { machine } from './machine.ts';
import { heapUsed } from './memory.ts';
import { measure, median } from './measure.ts';
import { type Args, loopAround, opaqueImpl } from './opaque.ts';
import { pintle, pintleCompiled, pollute } from './peers.ts';
import { polluters } from './scenarios/registry.ts';

const args: Args = { value: 1, next: undefined };
const specs = defineHookSpecs(
  'bench',
  Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`hook${i}`, hookSpec<Args, unknown>()])),
);

console.log(`${machine()}\n`);
pollute([...polluters, (impls) => pintleCompiled('collect', impls)], opaqueImpl);

console.log('collect: nanoseconds of a call, by the number of implementations');
for (const count of [0, 1, 3, 10, 30, 100, 300, 1000]) {
  const impls = Array.from({ length: count }, () => opaqueImpl());
  const candidates = [pintle('collect', impls), pintleCompiled('collect', impls)].map(({ name, h, call }) => ({
    name,
    loop: loopAround(h, call),
  }));
  for (const { loop } of candidates) loop(20_000);
  const timings = await measure(candidates, { rounds: 21, sampleMs: 1 });
  const each = [...timings].map(([name, ns]) => `${name} ${ns.toFixed(1)}`);
  console.log(`${String(count).padStart(6)}  ${each.join(', ')}`);
}

console.log('\nplugins, each with one implementation of the same hook');
for (const count of [1, 10, 100, 1000, 10_000]) {
  const plain = Array.from({ length: count > 1000 ? 7 : 21 }, () => lifeOf(count));
  const made = count > 1000 ? [] : Array.from({ length: 7 }, () => lifeOf(count, compiled));
  const of = (key: keyof Life): string => format(median(plain.map((life) => life[key])));
  console.log(
    `${String(count).padStart(6)}  register ${of('register')}, first call ${of('firstCall')}` +
      `${made.length === 0 ? '' : ` (compiled ${format(median(made.map((life) => life.firstCall)))})`}, ` +
      `tenth call ${of('tenthCall')}, unregister ${of('unregister')}, ${bytesPerPlugin(count)} bytes a plugin`,
  );
}

console.log('\nstart-up');
const starts = Array.from({ length: 201 }, () => time(() => new PluginManager('bench').addHookSpecs(specs)));
console.log(`  a manager with 20 hooks: ${format(median(starts.slice(100)))}`);
console.log(`  the same, the first in its process: ${inNewProcess('manager')}`);
console.log(`  import of @pintle/core: ${inNewProcess('import')}`);

interface Life {
  readonly register: number;
  readonly firstCall: number;
  readonly tenthCall: number;
  readonly unregister: number;
}

function lifeOf(count: number, engine?: Engine): Life {
  const pm: PluginManager<object> = new PluginManager('bench', engine === undefined ? {} : { engine }).addHookSpecs(
    specs,
  );
  const caller = pm.hook as unknown as { hook0(args: Args): unknown };
  const plugins = pluginsOf(count);
  const register = time(() => plugins.forEach((plugin) => pm.register(plugin)));
  const calls = Array.from({ length: 10 }, () => time(() => caller.hook0(args)));
  const unregister = time(() => plugins.forEach(({ name }) => pm.unregister(name)));
  return { register, firstCall: calls[0] ?? 0, tenthCall: calls[9] ?? 0, unregister };
}

function pluginsOf(count: number): { name: string; hooks: object }[] {
  const impl = opaqueImpl();
  return Array.from({ length: count }, (_, i) => ({ name: `p${i}`, hooks: { hook0: impl } }));
}

/** Of what the manager keeps, the plugin objects themselves left out. */
function bytesPerPlugin(count: number): string {
  const pms: PluginManager<object>[] = Array.from({ length: Math.ceil(10_000 / count) }, () =>
    new PluginManager('bench').addHookSpecs(specs),
  );
  const plugins = pluginsOf(count);
  const before = heapUsed();
  if (before === undefined) return '?';
  for (const pm of pms) for (const plugin of plugins) pm.register(plugin);
  const after = heapUsed() ?? before;
  const kept = pms.reduce((sum, pm) => sum + pm.getPlugins().length, 0);
  return ((after - before) / kept).toFixed(0);
}

function time(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start);
}

function inNewProcess(what: 'import' | 'manager'): string {
  const program = `
    const start = performance.now();
    const { defineHookSpecs, hookSpec, PluginManager } = await import('@pintle/core');
    const imported = performance.now();
    const hooks = Object.fromEntries(Array.from({ length: 20 }, (_, i) => ['hook' + i, hookSpec()]));
    new PluginManager('bench').addHookSpecs(defineHookSpecs('bench', hooks));
    console.log(${what === 'import' ? 'imported - start' : 'performance.now() - imported'});
  `;
  const times = Array.from({ length: 11 }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: import.meta.dirname,
        encoding: 'utf8',
      }),
    ),
  );
  return format(median(times) * 1e6);
}

function format(ns: number): string {
  if (ns < 1000) return `${ns.toFixed(0)} ns`;
  return ns < 1e6 ? `${(ns / 1000).toFixed(1)} µs` : `${(ns / 1e6).toFixed(1)} ms`;
}
