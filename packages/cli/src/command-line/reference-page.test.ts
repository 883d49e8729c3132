import { readFileSync } from 'node:fs';
import type { CommandDefinition } from '@pintle/hookspecs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { builtInCommands } from '../built-in-commands.js';
import { createProgram } from './program.js';

const PAGE = readFileSync(new URL('../../../../docs/reference/cli.md', import.meta.url), 'utf8');

/** What a page or a command tree says of one command. */
interface CommandCard {
  readonly usage: string;
  /** As in help: `-e, --env <name>`. */
  readonly flags: readonly string[];
}

async function program(): Promise<Command> {
  const loaded = Object.entries(builtInCommands).map(
    async ([name, one]): Promise<[string, CommandDefinition]> => [name, await one.load()],
  );
  return createProgram({
    builtIn: Object.fromEntries(await Promise.all(loaded)),
    contributed: {},
    onCommand: () => {},
  });
}

function flagsOf(command: Command): string[] {
  return command.options.map(({ flags }) => flags);
}

/** The commands that do something, by all their words. */
function cardsOf(command: Command, words: readonly string[]): [string, CommandCard][] {
  if (command.commands.length > 0) return command.commands.flatMap((one) => cardsOf(one, [...words, one.name()]));
  const args = command.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`));
  const options = command.options.length > 0 ? ['[options]'] : [];
  return [[words.join(' '), { usage: [...words, ...options, ...args].join(' '), flags: flagsOf(command) }]];
}

/** A section of the page: what its first `text` block and its table say. */
function cardIn(section: string): CommandCard {
  const [, usage = ''] = /```text\n(.*)\n```/.exec(section) ?? [];
  return { usage, flags: flagsIn(section) };
}

function flagsIn(section: string): string[] {
  return [...section.matchAll(/^\| `(-[^`]*)` \|/gm)].map(([, flags = '']) => flags);
}

describe('docs/reference/cli.md', () => {
  const sections = PAGE.split(/^## /m).map((text): [string, string] => [text.slice(0, text.indexOf('\n')), text]);

  it('has every command, with its usage and its flags, and no other', async () => {
    const described = sections
      .filter(([title]) => title.startsWith('pintle '))
      .map(([title, text]): [string, CommandCard] => [title, cardIn(text)]);
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(cardsOf(await program(), ['pintle'])));
  });

  it('has the options of every command', async () => {
    const [, text = ''] = sections.find(([title]) => title === 'Options of every command') ?? [];
    expect(flagsIn(text)).toEqual([...flagsOf(await program()), '-h, --help']);
  });

  it('has the exit codes of the help', async () => {
    let help = '';
    const whole = await program();
    whole.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    const [, text = ''] = sections.find(([title]) => title === 'Exit codes') ?? [];
    const codes = [...text.matchAll(/^\| (\d[\d, ]*) \|/gm)].map(([, code]) => code);
    expect(codes).toEqual(
      [...help.slice(help.indexOf('Exit codes:')).matchAll(/^ {2}(\d[\d, ]*?) {2}/gm)].map(([, code]) => code),
    );
  });
});
