import { describe, expect, it } from 'vitest';
import { ownerNamed } from '../test/support/dispatcher.js';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import { Implementation, readImpl } from './impl.js';
import { ImplList } from './order.js';

let nextSeq = 0;
function impl(plugin: string, options: object = {}): Implementation {
  const written =
    'wrapper' in options ? { ...options, wrapper: () => undefined } : { ...options, handler: () => undefined };
  return new Implementation(readImpl(written, 'h', plugin), 'h', ownerNamed(plugin), nextSeq++, 0);
}
function listOf(...impls: readonly Implementation[]): ImplList {
  const list = new ImplList();
  for (const one of impls) list.add(one);
  return list;
}
const names = (impls: readonly Implementation[]): string => impls.map((one) => one.pluginName).join(' ');

describe('the order of a hook', () => {
  it('is last in, first out; but tryLast is first in, first out', () => {
    expect(names(listOf(impl('a'), impl('b'), impl('c')).ordered())).toBe('c b a');
    const first = listOf(impl('a', { tryFirst: true }), impl('b', { tryFirst: true }));
    expect(names(first.ordered())).toBe('b a');
    const last = listOf(impl('a', { tryLast: true }), impl('b', { tryLast: true }));
    expect(names(last.ordered())).toBe('a b');
  });

  it('goes by groups: tryFirst, plain, tryLast wrappers, then the rest likewise', () => {
    const wrapper = true;
    const list = listOf(
      impl('plain'),
      impl('last', { tryLast: true }),
      impl('first', { tryFirst: true }),
      impl('last wrapper', { wrapper, tryLast: true }),
      impl('wrapper', { wrapper }),
      impl('first wrapper', { wrapper, tryFirst: true }),
    );
    expect(list.ordered().map((one) => one.pluginName)).toEqual([
      'first wrapper',
      'wrapper',
      'last wrapper',
      'first',
      'plain',
      'last',
    ]);
    expect(list.size).toBe(6);
  });

  it("is pluggy's for its mix of thirteen", () => {
    // test_adding_wrappers_complex of pluggy, wrappers and the rest.
    const w = (plugin: string, options: object = {}): Implementation => impl(plugin, { wrapper: true, ...options });
    const list = listOf(
      impl('m1'),
      w('w1', { tryLast: true }),
      w('w2', { tryLast: true }),
      impl('m2', { tryFirst: true }),
      impl('m3', { tryLast: true }),
      w('w3'),
      w('w4', { tryFirst: true }),
      impl('m4'),
      w('w5', { tryFirst: true }),
      impl('m5', { tryLast: true }),
      impl('m6', { tryFirst: true }),
      w('w6'),
      impl('m7'),
    );
    expect(names(list.ordered())).toBe('w5 w4 w6 w3 w1 w2 m6 m2 m7 m4 m1 m3 m5');
  });

  it('places a late one by its age', () => {
    const [early, late, young] = [impl('early'), impl('late'), impl('young')];
    expect(names(listOf(early, young, late).ordered())).toBe('young late early');
    const [a, b, c] = [impl('a', { tryLast: true }), impl('b', { tryLast: true }), impl('c', { tryLast: true })];
    expect(names(listOf(b, c, a).ordered())).toBe('a b c');
  });

  it('forgets what is removed, and nothing else', () => {
    const [a, b, c] = [impl('a'), impl('b'), impl('c')];
    const list = listOf(a, b, c);
    list.remove(b);
    list.remove(b);
    list.remove(impl('stranger'));
    expect(names(list.ordered())).toBe('c a');
    expect(list.size).toBe(2);
  });

  it('puts extra ones after tryFirst and before plain, last first', () => {
    const list = listOf(
      impl('first', { tryFirst: true }),
      impl('plain'),
      impl('last', { tryLast: true }),
      impl('w', { wrapper: true }),
    );
    expect(names(list.ordered([impl('x'), impl('y')]))).toBe('w first y x plain last');
    expect(names(new ImplList().ordered([impl('x')]))).toBe('x');
  });
});

describe('before and after', () => {
  it('move what they name, and beat tryFirst and tryLast', () => {
    expect(names(listOf(impl('a', { before: ['b'] }), impl('b')).ordered())).toBe('a b');
    expect(names(listOf(impl('a'), impl('b', { after: ['a'] })).ordered())).toBe('a b');
    expect(names(listOf(impl('a', { tryLast: true, before: ['b'] }), impl('b', { tryFirst: true })).ordered())).toBe(
      'a b',
    );
    expect(names(listOf(impl('a'), impl('b', { tryFirst: true, after: ['a'] })).ordered())).toBe('a b');
  });

  it('mean all implementations of a plugin', () => {
    const list = listOf(
      impl('b', { tryFirst: true }),
      impl('b', { tryLast: true }),
      impl('b'),
      impl('a', { after: ['b'] }),
    );
    expect(names(list.ordered())).toBe('b b b a');
  });

  it('leave the rest in base order: always the first whose predecessors are placed', () => {
    const list = listOf(impl('e'), impl('d', { after: ['a'] }), impl('c'), impl('b'), impl('a'));
    expect(names(list.ordered())).toBe('a b c d e');
    const chain = listOf(impl('c', { before: ['e'] }), impl('d'), impl('e', { before: ['d'] }), impl('f'));
    expect(names(chain.ordered())).toBe('f c e d');
  });

  it('go along chains', () => {
    const list = listOf(
      impl('a', { before: ['b'] }),
      impl('b', { before: ['c'] }),
      impl('c', { before: ['d'] }),
      impl('d'),
    );
    expect(names(list.ordered())).toBe('a b c d');
  });

  it('sort wrappers and the rest apart', () => {
    const list = listOf(
      impl('a', { wrapper: true, after: ['b'] }),
      impl('b'),
      impl('b', { wrapper: true }),
      impl('c', { before: ['a'] }),
    );
    expect(list.ordered().map((one) => `${one.pluginName}${one.wrapper ? '*' : ''}`)).toEqual(['b*', 'a*', 'c', 'b']);
  });

  it('ignore names that are not there', () => {
    const list = listOf(impl('a', { before: ['x'], after: ['y'] }), impl('b'));
    expect(names(list.ordered())).toBe('b a');
  });

  it('count names that look like prototypes for names', () => {
    const list = listOf(impl('__proto__', { before: ['constructor'] }), impl('constructor'), impl('toString'));
    expect(names(list.ordered())).toBe('toString __proto__ constructor');
  });

  it("may name the plugin's own other implementations", () => {
    const list = listOf(impl('a'), impl('a', { after: ['a'] }));
    expect(list.ordered().map((one) => one.after.length)).toEqual([0, 1]);
  });

  it('count among extra implementations of a call, too', () => {
    const list = listOf(impl('a', { before: ['<extra>'] }));
    const extra = new Implementation(
      readImpl(() => 1, 'h', '<extra>'),
      'h',
      null,
      0,
      0,
    );
    expect(names(list.ordered([extra]))).toBe('a <extra>');
  });

  it.each<[string, () => Implementation[], string]>([
    ['of two', () => [impl('a', { before: ['b'] }), impl('b', { before: ['a'] })], 'a before b before a'],
    [
      'of three',
      () => [impl('a', { before: ['b'] }), impl('b', { before: ['c'] }), impl('c', { before: ['a'] })],
      'a before b before c before a',
    ],
    ['of one with its own', () => [impl('a', { after: ['a'] }), impl('a', { after: ['a'] })], 'a before a before a'],
  ])('cannot make a cycle %s', (_words, make, path) => {
    const present = listOf(impl('other'), ...make().slice(0, -1));
    const error = hookErrorOf(() => listOf(...make(), impl('behind', { after: ['a'] })).ordered());
    expect(facts(error)).toMatchObject({
      code: 'HOOK_ORDER_CYCLE',
      hook: 'h',
      hint: 'Remove one "before" or "after" on the way round.',
    });
    expect(rotations(error.message)).toContain(`The implementations of "h" cannot be ordered: ${path}.`);
    expect(() => present.checkWith(make().slice(-1))).toThrow(expect.objectContaining({ code: 'HOOK_ORDER_CYCLE' }));
    expect(present.ordered()).toHaveLength(make().length);
  });
});

// Where a cycle is entered is of no matter.
function rotations(message: string): string[] {
  const [head = '', tail = ''] = message.split(': ');
  const round = tail.slice(0, -1).split(' before ').slice(0, -1);
  return round.map((_, at) => {
    const turned = [...round.slice(at), ...round.slice(0, at)];
    return `${head}: ${[...turned, turned[0]].join(' before ')}.`;
  });
}
