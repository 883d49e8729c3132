import type { Logger, ProjectMetadata } from '@pintle/hookspecs';
import type { Session, SessionOptions } from '@pintle/pipeline';
import { type BuiltInContext, traitsOf } from './built-in.js';
import { commandArgsOf, type Invocation } from './command-line/invocation.js';
import { parseWords } from './command-line/parse-words.js';
import { commandOutput } from './command-output.js';
import { EXIT, exitCodeOfError } from './exit-code.js';
import { Interrupts, SIGNAL_CODES } from './interrupts.js';
import type { Lines } from './output/lines.js';
import { commandLogger } from './output/log.js';
import type { Reporter } from './output/reporter.js';
import type { Terminal } from './output/terminal.js';
import { envOf, loadPlugins, type Manager } from './project/plugins.js';
import { watchProcess } from './process-watch.js';
import { findProjectDir, readMetadata } from './project/project-dir.js';

/** What a command is run with. */
export interface InvokeTools {
  readonly terminal: Terminal;
  readonly lines: Lines;
  readonly reporter: Reporter;
  /** The project's plugins, where finding the command has loaded them. */
  readonly manager: Manager | undefined;
  /** The package that the command is of; `undefined` for our own. */
  readonly owner: string | undefined;
}

/** Runs one command in its project, with the command hooks around it. @returns the exit code */
export async function invoke(invocation: Invocation, tools: InvokeTools): Promise<number> {
  const { lines, reporter, terminal } = tools;
  const { common, command } = invocation;
  const { readsOnly = false, graceMs = 0 } = traitsOf(command);
  const interrupts = new Interrupts(graceMs, (text) => lines.write(terminal.err.colors.yellow(text)));
  const unwatch = watchProcess(invocation.path.join(' '), reporter, interrupts);
  let manager = tools.manager;
  let code: number = EXIT.success;
  try {
    const log = commandLogger(terminal, lines);
    const projectDir = findProjectDir(common.project);
    reporter.projectDir = projectDir;
    const project = readMetadata(projectDir);
    const plugins = async (): Promise<Manager> => (manager ??= await loadPlugins(projectDir, common, log));
    const context = contextOf(invocation, tools, { project, log, interrupts, plugins });
    code = readsOnly ? await perform(context) : await performWithHooks(context, await plugins(), tools.owner);
  } catch (error) {
    reporter.report(error);
    code = exitCodeOfError(error);
  }
  code = await closePlugins(manager, reporter, code);
  const isUncaught = unwatch();
  interrupts.release();
  // Whatever was done by then, something else was not.
  return isUncaught && code === EXIT.success ? EXIT.failed : code;
}

async function perform(context: BuiltInContext): Promise<number> {
  const { invocation, interrupts } = context;
  const code = await invocation.command.run?.(context);
  if (typeof code === 'number') return code;
  if (!interrupts.signal.aborted) return EXIT.success;
  return interrupts.received === undefined ? EXIT.failed : SIGNAL_CODES[interrupts.received];
}

/** `after_command_run` is called also when `before_command_run` or the command has thrown. */
async function performWithHooks(context: BuiltInContext, manager: Manager, owner: string | undefined): Promise<number> {
  const { log, project: projectMetadata, invocation, reporter } = context;
  const commandArgs = commandArgsOf(invocation);
  let code: number;
  try {
    await manager.hook.before_command_run({ log, projectMetadata, commandArgs });
    code = await perform(context);
  } catch (error) {
    reporter.report(error, owner);
    code = exitCodeOfError(error);
  }
  try {
    await manager.hook.after_command_run({ log, projectMetadata, commandArgs, exitCode: code });
  } catch (error) {
    reporter.report(error);
    if (code === EXIT.success) return EXIT.hooksFailed;
  }
  return code;
}

interface ContextParts {
  readonly project: ProjectMetadata;
  readonly log: Logger;
  readonly interrupts: Interrupts;
  plugins(): Promise<Manager>;
}

function contextOf(invocation: Invocation, tools: InvokeTools, parts: ContextParts): BuiltInContext {
  const { terminal, lines, reporter, manager, owner } = tools;
  const { project, log, interrupts, plugins } = parts;
  const env = envOf(invocation.common);
  let session: Promise<Session> | undefined;
  const openSession = (options: Pick<SessionOptions, 'params' | 'confSource'> = {}): Promise<Session> =>
    (session ??= import('@pintle/pipeline').then(async (pipeline) =>
      pipeline.openSession(await plugins(), {
        ...options,
        env,
        log,
        onSecrets: (conceal) => (reporter.conceal = conceal),
      }),
    ));
  return {
    terminal,
    lines,
    reporter,
    invocation,
    project,
    env,
    log,
    interrupts,
    plugins,
    openSession,
    args: invocation.args as BuiltInContext['args'],
    options: invocation.options as BuiltInContext['options'],
    output: commandOutput(terminal, invocation.common.json),
    signal: interrupts.signal,
    plugin: owner === undefined ? undefined : (manager?.getPlugin(owner) ?? undefined),
    session: openSession,
    parse: (words) => parseWords(words, invocation.common, lines, terminal),
  };
}

async function closePlugins(manager: Manager | undefined, reporter: Reporter, code: number): Promise<number> {
  try {
    await manager?.close();
    return code;
  } catch (error) {
    reporter.report(error);
    return code === EXIT.success ? EXIT.hooksFailed : code;
  }
}
