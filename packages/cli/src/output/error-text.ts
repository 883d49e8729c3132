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
  return [
    head,
    ...(isSaid ? [] : [`${INDENT}${colors.dim('node   ')}${node}`]),
    ...details(facts, options, INDENT),
  ].join('\n');
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
    lines.push(...details(cause, options, `${indent}       `).filter((text) => !isSaid(text, lines)));
  } else if (cause !== undefined) {
    // Its message is part of ours; what it knows besides is not.
    lines.push(...details(cause, { ...options, verbose: false }, indent).filter((text) => !isSaid(text, lines)));
  }
  if (facts.hint !== undefined && !facts.message.includes(facts.hint)) say('hint', facts.hint, colors.cyan);
  const frames = verbose ? framesOf(facts.stack) : [];
  return [...lines, ...frames.map((frame) => colors.dim(`${indent}${frame}`))];
}

function line(facts: ErrorFacts, colors: Colors, indent: string): string {
  return `${colors.red(facts.label)}  ${indented(headOf(facts), indent)}`;
}

/** The message without its label; its first line only, where the others repeat what is listed below it. */
function headOf({ label, message, errors }: ErrorFacts): string {
  // Node adds through which modules it came to a missing one, and nobody needs to know.
  const short = message.replace(/\nRequire stack:(?:\n- .*)*/, '');
  const told = short.startsWith(`${label}: `) ? short.slice(label.length + 2) : short;
  const isRepeated = errors.length > 0 && errors.every((one) => message.includes(one.message));
  return isRepeated ? (told.split('\n', 1)[0] ?? '') : told;
}

function isSaid(text: string, lines: readonly string[]): boolean {
  return lines.some((line) => line.trim() === text.trim());
}

function originText({ origin: { plugin, hook } }: ErrorFacts, message: string): string | undefined {
  if (plugin === undefined || (message.includes(`"${plugin}"`) && (hook === undefined || message.includes(hook))))
    return undefined;
  return hook === undefined ? plugin : `${plugin}, in its ${hook}`;
}

/** The members of an AggregateError are listed; its cause, the first of them, need not be. */
function isToldAlready(cause: ErrorFacts, facts: ErrorFacts): boolean {
  if (facts.errors.some((one) => one.message === cause.message && one.label === cause.label)) return true;
  return cause.message !== '' && headOf(facts).includes(headOf(cause));
}

function framesOf(stack = ''): string[] {
  return stack
    .split('\n')
    .filter((text) => /^\s+at /.test(text))
    .map((text) => text.trim());
}

function indented(text: string, indent: string): string {
  return text.replaceAll('\n', `\n${indent}`);
}
