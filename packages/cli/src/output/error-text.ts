import type { ErrorFacts } from './error-facts.js';
import { placeIn } from './error-facts.js';
import type { Colors } from './terminal.js';

/** How to show an error. */
export interface ErrorTextOptions {
  readonly colors: Colors;
  /** With stacks. */
  readonly verbose: boolean;
  /** Where the project's own files are: places in them are worth showing. */
  readonly projectDir: string | undefined;
  /** The node that it happened to. */
  readonly node?: string | undefined;
}

const MARK = '✗';
const INDENT = '  ';

/**
 * An error for people: its code and message, then one line each for who, where, why and what to do. No line feed at its
 * end.
 */
export function errorText(facts: ErrorFacts, options: ErrorTextOptions): string {
  const { colors, node } = options;
  const head = `${colors.red(MARK)} ${colors.red(colors.bold(facts.label))}  ${indented(headOf(facts), INDENT)}`;
  const isSaid = node === undefined || facts.message.includes(`"${node}"`);
  return [head, ...(isSaid ? [] : [`${INDENT}${colors.dim('node   ')}${node}`]), ...details(facts, options, INDENT)].join('\n');
}

function details(facts: ErrorFacts, options: ErrorTextOptions, indent: string): string[] {
  const { colors, verbose, projectDir } = options;
  const lines: string[] = [];
  const say = (label: string, text: string, paint = (value: string) => value): void => {
    lines.push(`${indent}${colors.dim(label.padEnd(7))}${paint(indented(text, `${indent}       `))}`);
  };
  const who = originText(facts, facts.message);
  if (who !== undefined) say('plugin', who);
  const place = facts.isCoded || projectDir === undefined ? undefined : placeIn(facts.stack, projectDir);
  if (place !== undefined) say('at', place);
  for (const [index, one] of facts.errors.entries()) {
    lines.push(`${indent}${colors.dim(`${index + 1}.`.padEnd(3))}${line(one, colors, `${indent}   `)}`);
    lines.push(...details(one, options, `${indent}   `));
  }
  const { cause } = facts;
  if (cause !== undefined && !isToldAlready(cause, facts)) {
    lines.push(`${indent}${colors.dim('cause'.padEnd(7))}${line(cause, colors, `${indent}       `)}`);
    lines.push(...details(cause, options, `${indent}  `));
  } else if (cause !== undefined) {
    // Its message is part of ours; what it knows besides is not.
    lines.push(...details(cause, { ...options, verbose: false }, indent).filter((text) => !lines.includes(text)));
  }
  if (facts.hint !== undefined) say('hint', facts.hint, colors.cyan);
  if (verbose && facts.stack !== undefined) lines.push(colors.dim(indented(`${indent}${framesOf(facts.stack)}`, indent)));
  return lines;
}

function line(facts: ErrorFacts, colors: Colors, indent: string): string {
  return `${colors.red(facts.label)}  ${indented(headOf(facts), indent)}`;
}

/** The message; its first line only, where the others repeat what is listed below it. */
function headOf({ message, errors }: ErrorFacts): string {
  const isRepeated = errors.length > 0 && errors.every((one) => message.includes(one.message));
  return isRepeated ? (message.split('\n', 1)[0] ?? '') : message;
}

function originText({ origin: { plugin, hook } }: ErrorFacts, message: string): string | undefined {
  if (plugin === undefined || (message.includes(`"${plugin}"`) && (hook === undefined || message.includes(hook)))) return undefined;
  return hook === undefined ? plugin : `${plugin}, in its ${hook}`;
}

/** The members of an AggregateError are listed; its cause, the first of them, need not be. */
function isToldAlready(cause: ErrorFacts, facts: ErrorFacts): boolean {
  if (facts.errors.some((one) => one.message === cause.message && one.label === cause.label)) return true;
  return cause.message !== '' && facts.message.includes(cause.message);
}

function framesOf(stack: string): string {
  const frames = stack.split('\n').filter((text) => /^\s+at /.test(text));
  return frames.map((text) => text.trim()).join('\n');
}

function indented(text: string, indent: string): string {
  return text.replaceAll('\n', `\n${indent}`);
}
