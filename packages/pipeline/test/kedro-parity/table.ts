import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One call of a hook, or the end: in both, or in one of them. */
export type Step = string | { readonly kedro?: string; readonly here?: string; readonly why: string };

/** What goes wrong in a case; the header of runs.yml says how it is written. */
export interface Fault {
  readonly function?: string;
  readonly load?: string;
  readonly save?: string;
  readonly hook?: string;
  readonly returns?: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, unknown>>;
}

/** A situation, and what is called in it. */
export interface Case {
  readonly name: string;
  readonly fault: Fault;
  readonly steps: readonly Step[];
}

/** How a sequence of ours differs from Kedro's, on purpose. */
export interface Difference {
  readonly id: string;
  readonly kedro: string;
  readonly here: string;
  readonly why: string;
}

const read = (file: string): unknown => parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

interface Row {
  readonly name: string;
  readonly fault?: Fault;
  /** Lists are parts that several cases share. */
  readonly steps: readonly unknown[];
}

/** The cases of runs. */
export function runCases(): readonly Case[] {
  return (read('runs.yml') as readonly Row[]).map(caseOf);
}

/** The cases of commands, which the tests of the command play. */
export function commandCases(): readonly Case[] {
  return (read('commands.json') as { readonly cases: readonly Row[] }).cases.map(caseOf);
}

function caseOf({ name, fault = {}, steps }: Row): Case {
  return { name, fault, steps: steps.flat(2) as Step[] };
}

/** The differences, in the order of their table. */
export function differences(): readonly Difference[] {
  const rows = read('differences.yml') as Readonly<Record<string, Omit<Difference, 'id'>>>;
  return Object.entries(rows).map(([id, row]) => ({ id, ...row }));
}

/** What is called here in a case. */
export function sequenceHere(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => (typeof step === 'string' ? [step] : (step.here ?? [])));
}
