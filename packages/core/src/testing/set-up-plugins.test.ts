import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { facts, thrownBy } from '../../test/support/thrown.js';
import { definePluginFactory } from '../host.js';
import { setUpPlugins } from './set-up-plugins.js';

const factory = definePluginFactory({
  options: z.object({ url: z.string().default('http://localhost') }),
  setup: (options, host) => [{ name: 'a', options, host }, null],
});

describe('setUpPlugins', () => {
  it('checks options, and gives what the factory makes', async () => {
    await expect(setUpPlugins(factory)).resolves.toMatchObject([{ name: 'a', options: { url: 'http://localhost' } }]);
    await expect(setUpPlugins(factory, { url: 'x' })).resolves.toMatchObject([{ options: { url: 'x' } }]);
    expect(facts(await thrownBy(() => setUpPlugins(factory, { url: 7 as never })))).toMatchObject({
      code: 'PLUGIN_INVALID',
    });
  });

  it('lends a host, of which a test may say what it wants to', async () => {
    await expect(setUpPlugins(factory)).resolves.toMatchObject([
      { host: { name: 'test', version: '0.0.0', projectDir: process.cwd(), env: 'test', hook: {} } },
    ]);
    await expect(setUpPlugins(factory, {}, { env: 'prod' })).resolves.toMatchObject([
      { host: { name: 'test', env: 'prod' } },
    ]);
  });
});
