import { tinyImpl } from './opaque.ts';
import { NO_PLUGGY_TS, PLUGGY_TS } from './pluggy-ts.ts';
import { NO_PYTHON_PLUGGY, PYTHON_PLUGGY } from './python-pluggy.ts';
import * as dispatch from './scenarios/dispatch.ts';
import { lateNotify } from './scenarios/late.ts';
import * as registry from './scenarios/registry.ts';
import { NEVER_TRACED, safety, tracing, WITHOUT_GUARD, WITHOUT_NAMING } from './scenarios/safety.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** The least ratio aimed at, time of the peer ÷ time of Pintle: one for both engines, or one for each; `undefined`: none. */
export type Aim = number | readonly [closures: number | undefined, compiled: number | undefined];

/** What Pintle aims at in one scenario. */
export interface Aims {
  readonly scenario: () => Scenario;
  /** By the name of the candidate. */
  readonly peers: Readonly<Record<string, Aim>>;
  /** No call is dispatched: the engine does not matter. */
  readonly hasNoEngine?: boolean;
}

/** Bytes of an implementation, at most. */
export const BYTES = 130;

/** Why a peer was not measured, where it was not. */
export const NOT_MEASURED: Readonly<Record<string, string>> = {
  [PLUGGY_TS]: NO_PLUGGY_TS,
  [PYTHON_PLUGGY]: NO_PYTHON_PLUGGY,
};

const AT_ALL = { [PYTHON_PLUGGY]: 30 };
const SYNC = { 'hookable core': 2.5, hookable: 10, '@wordpress/hooks': 3.5, 'hooks-plugin': 2.8, ...AT_ALL };
const FEW = {
  'tapable, collected': 2,
  tapable: 0.8,
  'lite-tapable': 1.7,
  eventemitter3: 1.15,
  ...SYNC,
  [PLUGGY_TS]: 8,
  'by hand': [0.625, 0.5],
} as const;
const SHARED = { 'lite-tapable': 1.2, eventemitter3: 1, 'hookable core': 1.6, [PLUGGY_TS]: 3.5 };
const BAIL = { 'tapable SyncBailHook': 1.1 };
const ALL_ASYNC = {
  'tapable AsyncSeriesHook': [0.85, 1],
  'tapable AsyncSeriesHook, collected': 1.6,
  'before-after-hook': 3,
  kareem: 1.8,
  emittery: 2.5,
  'plug-and-play': 8,
} as const;

/** All that Pintle aims at. */
export const AIMS: readonly Aims[] = [
  {
    scenario: () => dispatch.collect(0),
    peers: { 'tapable, collected': 2, tapable: 0.8, 'lite-tapable': 1.7, eventemitter3: 5, ...AT_ALL },
  },
  { scenario: () => dispatch.collect(1), peers: FEW },
  { scenario: () => dispatch.collect(3), peers: FEW },
  {
    scenario: () => dispatch.collect(10),
    peers: { ...FEW, 'tapable, collected': 1.3, tapable: [0.8, 1.1], 'by hand': [undefined, 0.5] },
  },
  {
    scenario: () => dispatch.collect(50),
    peers: {
      'tapable, collected': 1,
      tapable: [0.55, 0.75],
      eventemitter3: [1.1, 1.15],
      ...SYNC,
      [PLUGGY_TS]: 3.5,
      'by hand': [undefined, 0.5],
    },
  },
  { scenario: () => dispatch.sparse(10), peers: { tapable: 0.65 } },
  ...[1, 3, 10, 50].map(
    (count): Aims => ({
      scenario: () => dispatch.inlined(count, tinyImpl),
      peers: { 'by hand': [undefined, 0.91] },
    }),
  ),
  { scenario: () => dispatch.shared(1), peers: SHARED },
  { scenario: () => dispatch.shared(3), peers: SHARED },
  { scenario: () => dispatch.shared(10), peers: { 'tapable, collected': 1, ...SHARED } },
  { scenario: () => dispatch.notify(0), peers: { eventemitter3: 5 } },
  ...[1, 3, 10, 50].map((count): Aims => ({ scenario: () => dispatch.notify(count), peers: { tapable: 1 } })),
  { scenario: () => dispatch.sharedNotify(1), peers: { tapable: 0.6, eventemitter3: 1 } },
  { scenario: () => lateNotify(), peers: { tapable: 1 } },
  { scenario: () => dispatch.firstResult(1, 1), peers: { ...BAIL, [PLUGGY_TS]: 8 } },
  { scenario: () => dispatch.firstResult(1, 3), peers: { ...BAIL, [PLUGGY_TS]: 8, ...AT_ALL } },
  { scenario: () => dispatch.firstResult(3, 3), peers: { ...BAIL, [PLUGGY_TS]: 8 } },
  {
    scenario: () => dispatch.firstResult(10, 10),
    peers: { 'tapable SyncBailHook': [0.7, 1.1], [PLUGGY_TS]: 8 },
  },
  { scenario: () => dispatch.wrapped(1), peers: { [PLUGGY_TS]: 12, ...AT_ALL } },
  { scenario: () => dispatch.wrapped(3), peers: { [PLUGGY_TS]: 12, ...AT_ALL } },
  ...[1, 3, 10].map((count): Aims => ({ scenario: () => dispatch.allAsync(count), peers: ALL_ASYNC })),
  ...[1, 3].map(
    (count): Aims => ({ scenario: () => dispatch.syncInAsync(count), peers: { 'tapable AsyncSeriesHook': 5 } }),
  ),
  {
    scenario: () => safety(3),
    peers: { [WITHOUT_GUARD]: [0.95, undefined], [WITHOUT_NAMING]: [0.95, undefined] },
  },
  { scenario: () => tracing(3), peers: { [NEVER_TRACED]: 0.95 } },
  // Late, since it teaches V8 about the same code as ten do.
  { scenario: () => dispatch.collect(8), peers: { 'by hand': [0.625, 0.5] } },
  ...[3, 10, 50].map(
    (count): Aims => ({ scenario: () => registry.firstCall(count), peers: { tapable: [30, undefined] } }),
  ),
  {
    scenario: () => registry.registration(),
    peers: { 'tapable, last in first out by stage': 8, [PLUGGY_TS]: 40, ...AT_ALL },
    hasNoEngine: true,
  },
  {
    scenario: () => registry.unregistration(),
    peers: { 'tapable, by its private parts': 10, eventemitter3: 8 },
    hasNoEngine: true,
  },
];
