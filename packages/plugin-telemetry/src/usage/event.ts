import type { CommandArgs, Pipeline } from '@pintle/hookspecs';
import { isParameter } from '../parameter.js';
import { VERSION } from '../version.js';

/** What is sent of one command: this, and nothing else. */
export interface UsageEvent {
  /** The version of this shape. */
  readonly schema: 1;
  /** A random UUID that stands for one checkout of a project. */
  readonly id: string;
  /** The command's words and the names of its options; whatever was given to them is `*****`. */
  readonly command: string;
  readonly pintle: string;
  readonly telemetry: string;
  /** The major version of Node. */
  readonly node: number;
  /** As Node says it: `linux`, `darwin`, `win32`, … */
  readonly os: string;
  /** Of the project, with `run` only: for other commands they are not counted. */
  readonly pipelines?: number;
  readonly nodes?: number;
  readonly datasets?: number;
}

/** What an event is made of. */
export interface UsageFacts {
  readonly id: string;
  readonly commandArgs: CommandArgs;
  readonly pintleVersion: string;
  /** The project's pipelines, where the command has loaded them. */
  readonly pipelines: ReadonlyMap<string, Pipeline> | undefined;
}

/** Makes the event of a command. */
export function usageEvent({ id, commandArgs, pintleVersion, pipelines }: UsageFacts): UsageEvent {
  return {
    schema: 1,
    id,
    command: maskedCommand(commandArgs),
    pintle: pintleVersion,
    telemetry: VERSION,
    node: Number(process.versions.node.split('.')[0]),
    os: process.platform,
    ...(commandArgs.command[0] === 'run' && pipelines !== undefined ? counts(pipelines) : {}),
  };
}

/** An event as it is sent, to the byte: a line of JSON. */
export function eventText(event: UsageEvent): string {
  return `${JSON.stringify(event)}\n`;
}

const MASK = '*****';

/** `run ***** --env ***** --keep-going`: words of the command tree are kept, values are not. */
export function maskedCommand({ command, args, options }: CommandArgs): string {
  const given = Object.keys(options)
    .toSorted()
    .map((name) => {
      const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      return typeof options[name] === 'boolean' ? flag : `${flag} ${MASK}`;
    });
  return [...command, ...args.map(() => MASK), ...given].join(' ');
}

function counts(pipelines: ReadonlyMap<string, Pipeline>): Pick<UsageEvent, 'pipelines' | 'nodes' | 'datasets'> {
  const nodes = new Set([...pipelines.values()].flatMap((pipeline) => pipeline.nodes));
  const datasets = new Set([...nodes].flatMap(({ inputs, outputs }) => [...inputs, ...outputs]));
  const real = [...datasets].filter((name) => !isParameter(name));
  return { pipelines: pipelines.size, nodes: nodes.size, datasets: real.length };
}
