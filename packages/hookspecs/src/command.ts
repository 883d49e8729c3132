import { defineHookSpecs, hookSpec } from '@pintle/core';
import { about } from './about.js';
import type { HookBaseArgs } from './args.js';
import type { CommandArgs, ProjectMetadata } from './domain/project.js';
import { logFor } from './own-args.js';

/** Args of `before_command_run`. */
export interface BeforeCommandRunArgs extends HookBaseArgs {
  readonly projectMetadata: ProjectMetadata;
  /** The command line, parsed. */
  readonly commandArgs: CommandArgs;
}

/** Args of `after_command_run`. */
export interface AfterCommandRunArgs extends BeforeCommandRunArgs {
  /** 0 success, 1 failure, 2 usage or configuration, 3 a hook failed after success, 130 or 143 cancelled. */
  readonly exitCode: number;
}

/** The hooks around each `pintle` command that loads a project. */
export const commandSpecs = defineHookSpecs(
  'command',
  {
    /**
     * Called before a command that loads a project. Projects and plugins can implement it.
     *
     * @remarks kind: notify · previous: none · next: `after_context_created`, for commands that open a session
     * @returns Nothing. An error thrown here stops the command; `after_command_run` is called all the same.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'journal',
     *   hooks: { before_command_run: ({ commandArgs, log }) => log.debug(commandArgs.command.join(' ')) },
     * });
     * ```
     * @since 0.1.0
     */
    before_command_run: hookSpec.notify<BeforeCommandRunArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called after a command that loads a project, with the exit code it is going to end with.
     *
     * @remarks kind: notify · previous: `before_command_run`, or `on_run_end` · next: none
     * @returns Nothing. An error thrown here is reported and turns exit code 0 into 3.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'bell',
     *   hooks: { after_command_run: ({ exitCode, log }) => log.info(exitCode === 0 ? 'done' : `exit code ${exitCode}`) },
     * });
     * ```
     * @since 0.1.0
     */
    after_command_run: hookSpec.notify<AfterCommandRunArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),
  },
  about,
);
