import type { CommandOption } from '@pintle/hookspecs';
import { InvalidArgumentError, Option } from 'commander';

/** An option's name on the command line: `keepGoing` is `keep-going`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** An option as commander knows it. */
export function flagOf(name: string, option: CommandOption): Option {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  const flag = new Option(`${short}--${kebab(name)}${placeholder(name, option)}`, option.description);
  switch (option.type) {
    case 'boolean':
      return flag;
    case 'list':
      return flag.argParser((value: string, before: readonly string[] | undefined) => [
        ...(before ?? []),
        ...listOf(value, option.commas !== false),
      ]);
    case 'number':
      return withDefault(flag, option.default).argParser((value: string) => numberOf(value, option.min));
    case 'string':
      return withDefault(
        option.choices === undefined ? flag.argParser(textOf) : flag.choices(option.choices),
        option.default,
      );
  }
}

/** What a command gets for an option that was not given and has no default. */
export function absentValue(option: CommandOption): false | readonly string[] | undefined {
  if (option.type === 'boolean') return false;
  return option.type === 'list' ? [] : undefined;
}

function placeholder(name: string, option: CommandOption): string {
  if (option.type === 'boolean') return '';
  const value = option.value ?? (option.type === 'number' ? 'n' : kebab(name));
  return option.type === 'list' && option.commas !== false ? ` <${value},…>` : ` <${value}>`;
}

function withDefault(flag: Option, value: string | number | undefined): Option {
  return value === undefined ? flag : flag.default(value);
}

/** What a shell makes of a variable that is not set must not mean everything. */
function textOf(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('Expected some text.');
  return value;
}

function listOf(value: string, commas: boolean): readonly string[] {
  if (!commas) return [textOf(value)];
  const parts = value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length === 0 ? [textOf('')] : parts;
}

function numberOf(value: string, min: number | undefined): number {
  const number = Number(value);
  const least = min === undefined ? '' : ` from ${min}`;
  if (value.trim() === '' || !Number.isFinite(number) || (min !== undefined && number < min)) {
    throw new InvalidArgumentError(`Expected a number${least}.`);
  }
  return number;
}
