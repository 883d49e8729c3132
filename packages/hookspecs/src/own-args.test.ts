import { PluginManager } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { pintleSpecs } from './specs.js';
import { buildArgs, buildLogger, DECLARED_HOOKS } from './testing/index.js';

const LINES = [{ level: 'info', message: 'hello' }];

describe('the args of every hook', () => {
  it.each(DECLARED_HOOKS)('%s: are of one implementation alone, their log bound to its plugin', async (hook) => {
    const pm = new PluginManager('pintle').addHookSpecs(...pintleSpecs);
    const seen: object[] = [];
    const see = (args: { log: { info(message: string): void } }): void => {
      seen.push({ ...args });
      args.log.info('hello');
      for (const key of Object.keys(args)) (args as Record<string, unknown>)[key] = 'spoiled';
    };
    pm.register({ name: 'first', hooks: { [hook]: see } });
    pm.register({ name: 'second', hooks: { [hook]: see } });
    const log = buildLogger();
    const args = { ...buildArgs(hook), log: log.child({ run: 'r' }) };
    const before = { ...args };
    await (pm.hook[hook] as (args: object) => unknown)(args);
    expect(log.lines).toEqual(['second', 'first'].map((plugin) => ({ ...LINES[0], fields: { run: 'r', plugin } })));
    expect(seen).toHaveLength(2);
    for (const one of seen) expect(one).toEqual({ ...before, log: expect.anything() });
    expect(args).toEqual(before);
  });
});
