import type { Connection } from '../engine/engine.js';
import { runStatement } from '../engine/run-statement.js';
import type { SqlHookDefinition } from '../project-file/hook-definition.js';
import type { Lookup } from '../template/functions.js';
import type { Script } from '../script/script.js';
import { Template } from '../template/template.js';
import type { HookBodies } from './body.js';
import { hookScope, hookVocabulary } from './hook-template.js';
import type { ProjectHookContext } from './project-hook.js';

/** A hook of SQL, read and checked. */
export class SqlHook {
  readonly definition: SqlHookDefinition;
  readonly template: Template;

  /** @throws HookError `SQL_HOOK_BODY_MISSING`, `SQL_HOOK_BODY_DUPLICATE`, `SQL_TEMPLATE_INVALID`, `SQL_VARIABLE_UNKNOWN` */
  constructor(definition: SqlHookDefinition, bodies: HookBodies) {
    this.definition = definition;
    this.template = new Template(bodies.of(definition), hookVocabulary(definition.when, definition.params));
  }

  /** The statements for one call. @throws HookError `SQL_VALUE_INVALID`, `SQL_VARIABLE_UNKNOWN`, `SQL_TEMPLATE_INVALID` */
  script(context: ProjectHookContext, lookup: Lookup): Script {
    return this.template.render(lookup.engine, hookScope(context, lookup, this.template.calls));
  }

  /** Renders and runs it on a connection. @throws HookError `SQL_STATEMENT_FAILED` */
  async run(connection: Connection, context: ProjectHookContext, lookup: Lookup): Promise<void> {
    const { statements } = this.script(context, lookup);
    if (statements.length === 0) context.log.warn(`[hooks] sql:${this.definition.name} has no statement to run`);
    for (const statement of statements) await runStatement(connection, statement);
  }
}
