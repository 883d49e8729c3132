import { describe, expect, it } from 'vitest';
import type { HookContext } from './hook-context.js';
import { failureHook, HOOK_TIMEOUT_MS, successHook } from './op-hook.js';
import { buildArgs } from '../testing/build-args.js';
import { buildHookContext } from '../testing/build-hook-context.js';
import { buildNode, buildOutcome, buildResources, buildRun } from '../testing/builders.js';
import type { OnNodeEndArgs } from '../node-args.js';

const slack = { name: 'slack', create: () => ({ sent: [] as string[] }) };

/** What a hook implements, called as a runner does. */
async function end(
  hook: { readonly hooks: Readonly<Record<string, unknown>> },
  args: Partial<OnNodeEndArgs>,
): Promise<void> {
  const { on_node_end: impl } = hook.hooks as { readonly on_node_end: { handler(args: OnNodeEndArgs): unknown } };
  await impl.handler(buildArgs('on_node_end', args));
}

describe('an op hook', () => {
  it.each([
    ['success', ['success']],
    ['failure', ['error', 'timed_out', 'crashed']],
  ] as const)('of %s is called for ops that ended as %s', async (kind, due) => {
    const called: string[] = [];
    const make = kind === 'success' ? successHook : failureHook;
    for (const status of ['success', 'error', 'timed_out', 'crashed', 'skipped', 'cached', 'cancelled'] as const) {
      await end(
        make({ name: 'h' }, () => void called.push(status)),
        { outcome: buildOutcome(status) },
      );
    }
    expect(called).toEqual(due);
  });

  it('is handed all of its context', async () => {
    const error = new RangeError('no');
    const op = buildNode({ name: 'ns.load', config: { table: 'days' } });
    let seen: HookContext<object> | undefined;
    const hook = failureHook({ name: 'h', requires: { chat: slack } }, (ctx) => {
      seen = ctx;
    });
    await end(hook, {
      node: op,
      attempt: 3,
      run: buildRun({ runId: 'r1', pipelineName: 'nightly' }),
      outcome: buildOutcome('error', { error }),
      loadOutputs: async () => ({ clean: 1 }),
    });
    expect(seen).toMatchObject({
      jobName: 'nightly',
      runId: 'r1',
      opConfig: { table: 'days' },
      opOutputValues: { clean: 1 },
      stepKey: 'ns.load',
      resources: { chat: { sent: [] } },
      requiredResourceKeys: ['chat'],
      attempt: 3,
    });
    expect(seen?.hookDef).toBe(hook);
    expect(seen?.op).toBe(op);
    expect(seen?.opException).toBe(error);
    expect(Object.keys(seen?.resources ?? {})).toEqual(['chat']);
    seen?.log.info('here');
  });

  it('has an exception for an op whose process died', async () => {
    let seen: unknown;
    const hook = failureHook({ name: 'h' }, ({ opException }) => {
      seen = opException;
    });
    await end(hook, { outcome: buildOutcome('crashed') });
    expect(seen).toMatchObject({ code: 'NODE_CRASHED', message: expect.stringContaining('"clean"') });
  });

  it('says which resource nobody provides, for which hook and op, and which there are', async () => {
    const template = { name: 'slack', configured: () => slack };
    const hook = successHook({ name: 'tell', requires: { slak: template } }, () => {});
    const resources = { ...buildResources(), keys: ['slack', 'db'] };
    await expect(end(hook, { run: buildRun({ resources, pipelineName: 'nightly' }) })).rejects.toMatchObject({
      code: 'RESOURCE_MISSING',
      message:
        'Hook "tell" on op "clean" requires the resource "slak", which "nightly" does not provide. Its resources: slack, db.',
      hint: 'Did you mean "slack"?',
    });
  });

  it('can be called with a context that was built, any field of which is set', async () => {
    const seen: unknown[] = [];
    const hook = failureHook({ name: 'tell', requires: { slack } }, (ctx) => void seen.push(ctx));
    const fields = {
      jobName: 'j',
      runId: 'r',
      hookDef: hook,
      op: buildNode({ name: 'x' }),
      opConfig: 1,
      opException: new Error('e'),
      opOutputValues: { out: 2 },
      stepKey: 's',
      resources: { slack: { sent: [] } },
      requiredResourceKeys: ['slack'],
      attempt: 7,
    };
    await hook(buildHookContext(fields));
    expect(seen).toMatchObject([fields]);
    expect(buildHookContext()).toMatchObject({ stepKey: 'clean', attempt: 1, opOutputValues: {}, resources: {} });
  });

  it('refuses to be called without what it requires', () => {
    const hook = successHook({ name: 'tell', requires: { slack } }, () => {});
    expect(() => hook(buildHookContext() as never)).toThrow(
      expect.objectContaining({ code: 'RESOURCE_MISSING', message: expect.stringContaining('"tell"') }),
    );
    expect(() => hook(undefined as never)).toThrow(expect.objectContaining({ code: 'RESOURCE_MISSING' }));
  });

  it('carries its name, and what it is attached with', () => {
    const hook = successHook({ name: 'tell', onError: 'throw', timeoutMs: 5 }, () => {});
    const { name, kind, hooks } = hook;
    expect({ name, kind, hooks }).toMatchObject({
      name: 'tell',
      kind: 'success',
      hooks: { on_node_end: { onError: 'throw', timeoutMs: 5 } },
    });
    const { on_node_end: impl } = failureHook({ name: 'f' }, () => {}).hooks;
    expect(impl).toMatchObject({ timeoutMs: HOOK_TIMEOUT_MS });
  });

  it.each<[string, unknown, unknown, string]>([
    ['no definition', undefined, () => {}, 'expects'],
    ['no name', {}, () => {}, 'name'],
    ['an unknown key', { name: 'x', require: {} }, () => {}, '"require"'],
    ['no function', { name: 'x' }, undefined, '"x"'],
    [
      'a class for a function',
      { name: 'x' },
      class Hook {
        ok = 1;
      },
      'a class',
    ],
    ['an onError of another kind', { name: 'x', onError: 'disable' }, () => {}, 'onError'],
    ['no time', { name: 'x', timeoutMs: 0 }, () => {}, 'timeoutMs: 0'],
    ['a list of keys', { name: 'x', requires: ['slack'] }, () => {}, 'requires'],
    ['what is no resource', { name: 'x', requires: { slack: {} } }, () => {}, '"slack"'],
  ])('is refused when it has %s', (_, definition, fn, said) => {
    expect(() => successHook(definition as never, fn as never)).toThrow(
      expect.objectContaining({
        code: 'OP_HOOK_INVALID',
        message: expect.stringContaining(said),
        hint: expect.any(String),
      }),
    );
  });
});
