import { describe, expect, it } from 'vitest';
import { HookError, isHookError, PendingHooksError } from './errors.js';

describe('HookError', () => {
  it('carries its code, and only those details that it was given', () => {
    const error = new HookError('HOOK_UNKNOWN', 'There is no hook "x".', { hook: 'x', hint: undefined });
    expect(error).toBeInstanceOf(Error);
    expect(Object.entries(error)).toEqual([
      ['code', 'HOOK_UNKNOWN'],
      ['hook', 'x'],
    ]);
    expect('cause' in error).toBe(false);
    expect(`${error}`).toBe('HookError: There is no hook "x".');
    expect(error.stack).toContain('HookError: There is no hook "x".');
  });

  it('keeps any cause, nothing too', () => {
    const cause = new Error('why');
    expect(new HookError('IMPL_INVALID', 'm', { cause }).cause).toBe(cause);
    expect('cause' in new HookError('IMPL_INVALID', 'm', { cause: undefined })).toBe(true);
  });

  it('carries the codes of hosts as well', () => {
    expect(new HookError<'NODE_FAILED'>('NODE_FAILED', 'm').code).toBe('NODE_FAILED');
  });
});

describe('isHookError', () => {
  it('knows coded errors, and nothing that looks like one', () => {
    expect(isHookError(new HookError('IMPL_INVALID', 'm'))).toBe(true);
    expect(isHookError(new PendingHooksError('m', [], {}))).toBe(true);
    expect(isHookError(Object.assign(new Error('m'), { code: 'IMPL_INVALID' }))).toBe(false);
    expect(isHookError(null)).toBe(false);
    expect(isHookError('IMPL_INVALID')).toBe(false);
  });
});
