import type nunjucks from 'nunjucks';
import { isHookError } from '@pintle/hookspecs';
import type { Engine } from '../engine/engine.js';
import { fault } from '../fault.js';
import type { SourceText } from '../source/source-text.js';
import { Script, type ScriptPart } from '../script/script.js';
import { toSqlValue, ValueFault } from '../value.js';
import { checkTemplate, type StaticCall } from './check.js';
import { compileAst, environment, type Filter, runtime } from './nunjucks.js';
import { parseTemplate } from './parse.js';
import { ENV, NOTHING, type OutputSlot, prepareTree, TEXT, VALUE } from './prepare.js';
import { SqlText } from './sql-text.js';
import type { Vocabulary } from './vocabulary.js';

/** What a template is rendered with: variables and functions by name. `env` is also the function of that name. */
export type Scope = Readonly<Record<string, unknown>>;

const MARK = '\0';

/** A template of SQL: parsed and checked, to be rendered for an engine as often as one likes. */
export class Template {
  readonly source: SourceText;
  /** Its calls of `config`, `ref`, `source` and `var`. */
  readonly calls: readonly StaticCall[];
  readonly #slots: readonly OutputSlot[];
  readonly #compiled = new Map<Engine, nunjucks.Template>();
  readonly #tree: ReturnType<typeof parseTemplate>;

  /** @throws HookError `SQL_TEMPLATE_INVALID`, `SQL_VARIABLE_UNKNOWN` */
  constructor(source: SourceText, vocabulary: Vocabulary) {
    this.source = source;
    if (source.text.includes(MARK)) {
      throw fault('SQL_TEMPLATE_INVALID', source.at(source.text.indexOf(MARK)), 'the text holds a null byte.');
    }
    const tree = parseTemplate(source);
    this.calls = checkTemplate(tree, source, vocabulary);
    this.#slots = prepareTree(tree, source);
    this.#tree = tree;
  }

  /**
   * Renders it: every value becomes a literal of the engine.
   *
   * @throws HookError `SQL_VALUE_INVALID`, `SQL_VARIABLE_UNKNOWN`, `SQL_TEMPLATE_INVALID`, or what a function of the scope throws
   */
  render(engine: Engine, scope: Scope): Script {
    const parts: ScriptPart[] = [];
    const put = (part: ScriptPart): string => `${MARK}${parts.push(part) - 1}${MARK}`;
    const output = this.#run(engine, {
      ...scope,
      [ENV]: (name: unknown, fallback?: unknown) => variableOf(scope['env'], name, fallback),
      [NOTHING]: () => new SqlText('', false),
      [TEXT]: (id: number) => {
        const slot = this.#slots[id] as OutputSlot & { kind: 'text' };
        return put({ kind: 'text', text: slot.text, place: (offset) => this.source.at(slot.offset + offset) });
      },
      [VALUE]: (value: unknown, id: number) =>
        this.#value(engine, value, this.#slots[id] as OutputSlot & { kind: 'value' }, put),
    });
    return new Script(this.#ordered(output, parts));
  }

  #value(
    engine: Engine,
    value: unknown,
    slot: OutputSlot & { kind: 'value' },
    put: (part: ScriptPart) => string,
  ): string {
    // What a macro has put out is marks already.
    if (value instanceof runtime.SafeString) return value.toString();
    const place = this.source.at(slot.offset);
    if (value === undefined)
      throw fault('SQL_VARIABLE_UNKNOWN', place, `"${slot.expression}" has no value.`, {
        hint: hintFor(slot.expression),
      });
    const text = value instanceof SqlText ? value : wrapped(() => literalOf(engine, value), place);
    if (text.text === '') return '';
    return put({
      kind: text.isWhole ? 'whole' : 'text',
      text: text.text,
      expression: slot.expression,
      place: () => place,
    });
  }

  #run(engine: Engine, scope: Scope): string {
    let compiled = this.#compiled.get(engine);
    if (compiled === undefined)
      this.#compiled.set(engine, (compiled = compileAst(this.#tree, environment(filtersOf(engine)))));
    try {
      return compiled.render(scope);
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** nunjucks wraps what is thrown inside of it, and knows the line. */
  #explained(error: unknown): unknown {
    const { cause, message, lineno, colno } = error as {
      cause?: unknown;
      message: string;
      lineno?: number;
      colno?: number;
    };
    if (isHookError(error)) return error;
    if (isHookError(cause)) return cause;
    const place = this.source.at(lineno === undefined ? 0 : this.source.offset(lineno, colno ?? 0));
    if (cause instanceof ValueFault) return cause.at(place);
    const said = (cause instanceof Error ? cause.message : message).replace(/^\(unknown path\).*\n\s*/, '');
    return fault('SQL_TEMPLATE_INVALID', place, `the template cannot be rendered: ${said}`, { cause: error });
  }

  /** The parts in the order of the output: macros are called before what they give is put out. */
  #ordered(output: string, parts: readonly ScriptPart[]): readonly ScriptPart[] {
    return output.split(MARK).flatMap((piece, index) => {
      if (index % 2 === 1) return parts[Number(piece)] as ScriptPart;
      if (piece === '') return [];
      throw fault(
        'SQL_TEMPLATE_INVALID',
        this.source.at(0),
        'the output of a macro was changed by a filter, expected it to be put out as it is.',
      );
    });
  }
}

function variableOf(env: unknown, name: unknown, fallback: unknown): unknown {
  const variables = (env ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name === 'string' && Object.hasOwn(variables, name)) return variables[name];
  if (fallback !== undefined) return fallback;
  throw new ValueFault(
    `the environment variable "${String(name)}" is not set, or not allowed.`,
    'Name it in allowEnv of connections.yml.',
  );
}

function hintFor(expression: string): string {
  return expression.startsWith('env.')
    ? 'Is the variable set, and named in allowEnv of connections.yml?'
    : 'NULL is written as none.';
}

function literalOf(engine: Engine, value: unknown): SqlText {
  return new SqlText(engine.literal(toSqlValue(value)), true);
}

function wrapped<T>(work: () => T, place: ReturnType<SourceText['at']>): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ValueFault ? error.at(place) : error;
  }
}

function filtersOf(engine: Engine): Readonly<Record<string, Filter>> {
  return {
    sql_literal: (input) => (input instanceof SqlText ? input : literalOf(engine, given(input, 'sql_literal'))),
    ident: (input) =>
      input instanceof SqlText ? input : new SqlText(engine.identifier(...namesOf(given(input, 'ident'))), true),
    raw: (input) =>
      input instanceof SqlText ? new SqlText(input.text, false) : new SqlText(rawText(given(input, 'raw')), false),
  };
}

function given(input: unknown, filter: string): unknown {
  if (input === undefined) throw new ValueFault(`what is given to "${filter}" has no value.`);
  return input;
}

function namesOf(input: unknown): readonly string[] {
  const names: readonly unknown[] = Array.isArray(input) ? input : [input];
  if (names.length > 0 && names.every((name) => typeof name === 'string')) return names;
  throw new ValueFault('an identifier is text, or a list of texts.');
}

function rawText(input: unknown): string {
  if (
    typeof input !== 'string' &&
    typeof input !== 'number' &&
    typeof input !== 'bigint' &&
    typeof input !== 'boolean'
  ) {
    throw new ValueFault(`raw SQL is text or a number, received ${input === null ? 'null' : typeof input}.`);
  }
  const text = String(input);
  if (text.includes(MARK)) throw new ValueFault('raw SQL holds a null byte.');
  return text;
}
