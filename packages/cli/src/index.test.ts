import * as hookspecs from '@pintle/hookspecs';
import * as pipeline from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import * as pintle from './index.js';

/** What is there to write projects with: `defineX`, `mockX`, `xHook`, and the nouns of a pipeline. */
const AUTHORING =
  /^(?:define|mock)[A-Z]|^(?:success|failure)?[Hh]ook$|^(?:node|pipeline|dataset|param|task|taskContext|flow|createSession)$/;

describe('the package "pintle"', () => {
  it('has everything that a project writes with', () => {
    const offered = { ...hookspecs, ...pipeline };
    const names = Object.keys(offered).filter((name) => AUTHORING.test(name));
    expect(names).toContain('definePlugin');
    expect(Object.keys(pintle)).toEqual(expect.arrayContaining(names));
  });
});
