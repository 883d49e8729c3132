import fc from 'fast-check';
import {
  type Args,
  type Aside,
  type HandlerDoes,
  HOOKS,
  type HookName,
  type ImplData,
  isSync,
  type PluginData,
  type Scenario,
  type Step,
  type WrapperDoes,
} from './scenario.js';

const PLUGINS = 5;
const names = Array.from({ length: PLUGINS }, (_, index) => `p${index}`);

// A scenario plays on few hooks, so that each has many implementations: hooks are numbers until it is known which.
const hook = fc.nat(2);
const plugin = fc.nat(PLUGINS - 1);
const someNames = fc.oneof(
  { weight: 6, arbitrary: fc.constant<string[]>([]) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...names, 'nobody'), { maxLength: 2 }) },
);
const onError = fc.constantFrom(undefined, undefined, 'throw' as const, 'warn' as const, 'disable' as const);
const select = fc.constantFrom(undefined, undefined, 'a', 'b');
const args: fc.Arbitrary<Args> = fc.record({ text: fc.constantFrom('x', 'y'), table: fc.constantFrom({}, { k: 1 }) });

// What is called aside is synchronous: nobody waits for it.
const aside: fc.Arbitrary<Aside | undefined> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.record({ op: fc.constantFrom('register' as const, 'unregister' as const), plugin }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('call' as const), hook: fc.constant<HookName>('sync_collect') }),
  },
);

const handlerDoes = fc.oneof(
  { weight: 4, arbitrary: fc.constant<HandlerDoes>('value') },
  { weight: 3, arbitrary: fc.constantFrom<HandlerDoes>('undefined', 'null', 'falsy') },
  { weight: 2, arbitrary: fc.constant<HandlerDoes>('throw') },
);
const wrapperDoes = fc.constantFrom<WrapperDoes>(
  'w:pass',
  'w:change args',
  'w:replace',
  'w:return nothing',
  'w:skip',
  'w:twice',
  'w:throw before',
  'w:throw after',
  'w:catch',
  'w:throw over',
);

const placing = {
  hook,
  order: fc.constantFrom('tryFirst' as const, 'plain' as const, 'plain' as const, 'tryLast' as const),
  before: someNames,
  after: someNames,
  onError,
  select,
  aside,
};
const handler = fc.record({
  ...placing,
  mode: fc.constantFrom('sync' as const, 'sync' as const, 'async' as const, 'lazy' as const),
  does: handlerDoes,
});
const wrapper = fc.record({ ...placing, mode: fc.constantFrom('sync' as const, 'async' as const), does: wrapperDoes });
// One that never answers takes its time to run over: they are rare.
const hanging = fc.record({
  ...placing,
  mode: fc.constant('async' as const),
  does: fc.constantFrom<HandlerDoes | WrapperDoes>('hang', 'w:hang before', 'w:hang after'),
});
const impl = fc.oneof(
  { weight: 30, arbitrary: handler },
  { weight: 12, arbitrary: wrapper },
  { weight: 1, arbitrary: hanging },
);

type Draft = Omit<ImplData, 'id' | 'hook'> & { readonly hook: number };

const plugins = fc.array(fc.record({ impls: fc.array(impl, { maxLength: 5 }), policy: onError }), {
  minLength: PLUGINS,
  maxLength: PLUGINS,
});
const kept = fc.boolean();
const extras = fc.array(handler, { maxLength: 3 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constantFrom('register' as const, 'register' as const, 'unregister' as const),
      plugin,
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constantFrom('block' as const, 'unblock' as const), plugin }) },
  { weight: 6, arbitrary: fc.record({ op: fc.constant('call' as const), hook, args, kept }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('callExtra' as const), hook, args, extras }) },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('callSubset' as const),
      hook,
      args,
      removed: fc.array(plugin, { maxLength: 2 }),
      kept,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('callScope' as const),
      hook,
      args,
      select: fc.constantFrom('a', 'b'),
      kept,
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('explain' as const), hook }) },
);

/** Plugins of every sort, most of them registered first, and what is then done with them. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    hooks: fc.shuffledSubarray([...HOOKS], { minLength: 1, maxLength: 3 }),
    plugins,
    first: fc.shuffledSubarray([...names.keys()]),
    steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  })
  .map(({ hooks, plugins: drafts, first, steps }) => {
    const named = (index: number): HookName => hooks[index % hooks.length] as HookName;
    const known = (draft: Draft, id: string): ImplData => tame({ ...draft, id, hook: named(draft.hook) });
    return {
      plugins: drafts.map(({ impls, policy }, index): PluginData => {
        return { name: `p${index}`, policy, impls: impls.map((one, at) => known(one, `p${index}.${at}`)) };
      }),
      steps: [
        ...first.map((index): Step => ({ op: 'register', plugin: index })),
        ...steps.map((one, index): Step => {
          if (!('hook' in one)) return one;
          if (one.op !== 'callExtra') return { ...one, hook: named(one.hook) };
          // Extra implementations have no place of their own.
          const placeless = { hook: one.hook, order: 'plain', before: [], after: [], select: undefined } as const;
          const given = one.extras.map((extra, at) => known({ ...extra, ...placeless }, `x${index}.${at}`));
          return { ...one, hook: named(one.hook), extras: given };
        }),
      ],
    };
  });

/** Leaves out what would say nothing more of the manager, and hide in which order things happen. */
function tame(data: ImplData): ImplData {
  // An async wrapper of a synchronous hook goes on behind the call's back.
  const mode = data.does.startsWith('w:') && isSync(data.hook) ? 'sync' : data.mode;
  // What is called aside does nothing aside; a replay is a registration already.
  const isQuiet = data.hook === 'sync_collect' || data.hook === 'past';
  // Nor has it time to run over.
  const does = data.does.startsWith('w:hang') && isSync(data.hook) ? 'w:pass' : data.does;
  return { ...data, mode, does, aside: isQuiet ? undefined : data.aside };
}
