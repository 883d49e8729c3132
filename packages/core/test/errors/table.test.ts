import { describe, expect, it } from 'vitest';
import { facts, thrownBy } from '../support/thrown.js';
import { codes } from './codes.js';
import { OF_DISCOVERY } from './of-discovery.js';
import { OF_MANAGERS } from './of-managers.js';
import { OF_SETTINGS } from './of-settings.js';

const rows = { ...OF_MANAGERS, ...OF_DISCOVERY, ...OF_SETTINGS };

describe('the error table', () => {
  it('has every code that core throws, and no other', () => {
    expect(Object.keys(rows).sort()).toEqual([...codes].sort());
  });

  it.each(Object.entries(rows))('%s says who, where, what is expected, and what to do', async (code, row) => {
    const { hook, plugin } = row;
    const matching = (text: string | RegExp): unknown =>
      typeof text === 'string' ? text : expect.stringMatching(text);
    const error = facts(await thrownBy(() => row.cause()));
    expect(error).toEqual({ code, hook, plugin, message: matching(row.message), hint: matching(row.hint) });
  });
});
