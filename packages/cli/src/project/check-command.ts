import { didYouMean, HookError } from '@pintle/core';
import type { CommandDefinition, CommandOption } from '@pintle/hookspecs';
import { COMMON_OPTIONS } from '../command-line/common-options.js';

const KEYS = ['description', 'args', 'options', 'graceMs', 'commands', 'run'];
const TYPES: readonly CommandOption['type'][] = ['boolean', 'string', 'number', 'list'];

/**
 * Checks that a module's default export is a command that a command line can be made of.
 *
 * @param path - the words of the command: `audit`, `audit verify`
 * @throws HookError `COMMAND_INVALID` naming the package, the command, and what is wrong with it
 */
export function checkCommand(value: unknown, path: string, owner: string): CommandDefinition {
  const invalid = (what: string, hint?: string): HookError<string> =>
    new HookError<string>('COMMAND_INVALID', `The command "${path}" of "${owner}" ${what}.`, {
      plugin: owner,
      hint: hint ?? 'Its module has to write: export default defineCommand({ description, run }).',
    });
  if (!isRecord(value))
    throw invalid(`is ${value === null ? 'null' : typeof value}, expected what defineCommand gives`);
  for (const key of Object.keys(value)) {
    if (!KEYS.includes(key))
      throw invalid(`has the unknown key "${key}"`, didYouMean(key, KEYS) ?? `Its keys are ${KEYS.join(', ')}.`);
  }
  const { description, run, commands, options, args, graceMs } = value;
  if (typeof description !== 'string') throw invalid('has no description');
  if (run !== undefined && typeof run !== 'function') throw invalid('has a "run" that is no function');
  if (run === undefined && commands === undefined) throw invalid('has neither "run" nor "commands"');
  if (graceMs !== undefined && !(typeof graceMs === 'number' && graceMs > 0))
    throw invalid('has a "graceMs" that is no positive number of milliseconds');
  for (const [name, option] of entries(options)) {
    if (Object.hasOwn(COMMON_OPTIONS, name))
      throw invalid(`declares the option "${name}", which every command has`, 'Call it otherwise.');
    const type = isRecord(option) ? option['type'] : undefined;
    if (!TYPES.some((known) => known === type)) {
      throw invalid(
        `has an option "${name}" of type ${JSON.stringify(type)}`,
        `Its type is one of ${TYPES.join(', ')}.`,
      );
    }
  }
  for (const [name, argument] of entries(args))
    if (!isRecord(argument)) throw invalid(`has an argument "${name}" that is no object`);
  for (const [name, command] of entries(commands)) checkCommand(command, `${path} ${name}`, owner);
  return value as unknown as CommandDefinition;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isRecord(value) ? Object.entries(value) : [];
}
