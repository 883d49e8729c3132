import { describe, expect, it } from 'vitest';
import { disabledNames } from './disabled.js';

describe('disabledNames', () => {
  it('collects from the settings, the variable of the host and the argument', () => {
    const names = disabledNames({
      host: 'my-host',
      setting: ['a'],
      settingsName: 'settings.ts',
      argument: ['d'],
      variables: { MY_HOST_DISABLE_PLUGINS: ' b, ,@acme/c,', PINTLE_DISABLE_PLUGINS: 'x' },
    });

    expect(names).toEqual([
      { name: 'a', where: 'DISABLE_HOOKS_FOR_PLUGINS in settings.ts' },
      { name: 'b', where: 'the variable MY_HOST_DISABLE_PLUGINS' },
      { name: '@acme/c', where: 'the variable MY_HOST_DISABLE_PLUGINS' },
      { name: 'd', where: 'the option "disable"' },
    ]);
  });

  it.each([undefined, '', ' ', ','])('takes the variable %j for none', (value) => {
    const variables = { KILN_DISABLE_PLUGINS: value };

    expect(disabledNames({ host: 'kiln', setting: [], settingsName: 'settings', argument: [], variables })).toEqual([]);
  });
});
