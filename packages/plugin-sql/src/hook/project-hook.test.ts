import { describe, expect, it } from 'vitest';
import { projectHook } from './project-hook.js';

describe('projectHook', () => {
  it('refuses a hook that project files have no entries for', () => {
    expect(() => projectHook({ name: 'a', when: 'on_run_ent' }, () => {})).toThrow(
      expect.objectContaining({
        code: 'SQL_HOOK_FUNCTION_INVALID',
        message: 'projectHook "a" is for "on_run_ent", which is no hook of project files.',
        hint: 'Did you mean "on_run_end"?',
      }),
    );
    expect(() => projectHook({ name: 'a', when: 'whenever' }, () => {})).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^There are .*on_run_end/) }),
    );
  });

  it.each<[unknown, unknown]>([
    [{ name: '', when: 'on_run_end' }, () => {}],
    [{ when: 'on_run_end' }, () => {}],
    [{ name: 'a', when: 'on_run_end' }, undefined],
  ])('refuses %o with %o', (about, fn) => {
    expect(() => projectHook(about as { name: string; when: string }, fn as () => void)).toThrow(
      expect.objectContaining({
        code: 'SQL_HOOK_FUNCTION_INVALID',
        message: 'projectHook takes { name, when } and a function.',
        hint: "Write projectHook({ name: 'summary', when: 'on_run_end' }, (context) => { … }).",
      }),
    );
  });
});
