import { didYouMean } from '@pintle/hookspecs';
import { fault } from '../fault.js';
import type { Place } from '../place.js';
import type { SourceText } from '../source/source-text.js';
import { type AstNode, childrenOf, FILTERS, isNode } from './nunjucks.js';
import { constantOf, NOT_CONSTANT, textOf } from './expression.js';
import type { Vocabulary } from './vocabulary.js';

/** A call of a function with plain values, read before anything is rendered. */
export interface StaticCall {
  readonly function: string;
  readonly args: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
  readonly place: Place;
  /** Where a named argument is written. */
  placeOf(name: string): Place;
}

/** Functions whose arguments have to be plain values: what a template depends on is known before it is rendered. */
const STATIC: ReadonlySet<string> = new Set(['config', 'ref', 'source', 'var']);

/** Statements of Jinja that templates of SQL have. */
const STATEMENTS: ReadonlySet<string> = new Set(['For', 'If', 'Macro', 'Set']);
const REFUSED: ReadonlySet<string> = new Set([
  'AsyncAll',
  'AsyncEach',
  'Block',
  'CallExtension',
  'CallExtensionAsync',
  'Caller',
  'Extends',
  'FilterAsync',
  'FromImport',
  'IfAsync',
  'Import',
  'Include',
  'Super',
  'Switch',
]);

/**
 * Checks every name in a template against a vocabulary.
 *
 * @returns the calls of `config`, `ref`, `source` and `var`, in the order of the text
 * @throws HookError `SQL_VARIABLE_UNKNOWN` with a near match, `SQL_TEMPLATE_INVALID`
 */
export function checkTemplate(root: AstNode, source: SourceText, vocabulary: Vocabulary): readonly StaticCall[] {
  const check = new Check(source, vocabulary, assignedIn(root));
  check.visit(root);
  return check.calls;
}

class Check {
  readonly calls: StaticCall[] = [];
  readonly #source: SourceText;
  readonly #vocabulary: Vocabulary;
  readonly #assigned: ReadonlySet<string>;

  constructor(source: SourceText, vocabulary: Vocabulary, assigned: ReadonlySet<string>) {
    this.#source = source;
    this.#vocabulary = vocabulary;
    this.#assigned = assigned;
  }

  visit(node: AstNode): void {
    const { typename } = node;
    if (REFUSED.has(typename))
      throw this.#invalid(
        node,
        'this tag is no part of SQL templates.',
        `There are ${[...STATEMENTS].join(', ').toLowerCase()}.`,
      );
    if (typename === 'Symbol') return this.#symbol(node);
    if (typename === 'LookupVal') return this.#lookup(node);
    if (typename === 'FunCall') return this.#call(node);
    if (typename === 'Filter') return this.#filter(node);
    if (typename === 'Is') return this.#test(node);
    if (typename === 'Set') return this.#set(node);
    if (typename === 'For' || typename === 'Macro') return this.#scope(node);
    if (typename === 'KeywordArgs') return this.#pairs(node);
    for (const child of childrenOf(node)) this.visit(child);
  }

  #symbol(node: AstNode): void {
    const name = String(node['value']);
    if (this.#assigned.has(name) || Object.hasOwn(this.#vocabulary.variables, name) || CONSTANTS.has(name)) return;
    const { functions, variables, purpose } = this.#vocabulary;
    if (functions.includes(name)) throw this.#invalid(node, `"${name}" is a function: write ${name}(…).`);
    const known = new Set([...Object.keys(variables), ...functions]);
    throw fault('SQL_VARIABLE_UNKNOWN', this.#place(node), `unknown variable "${name}" in ${purpose}.`, {
      hint: didYouMean(name, known) ?? `There are ${[...known].join(', ')}.`,
    });
  }

  #lookup(node: AstNode): void {
    const [target, key] = [node['target'] as AstNode, node['val'] as AstNode];
    this.visit(target);
    if (key.typename !== 'Literal') return this.visit(key);
    const name = String(target['value']);
    if (target.typename !== 'Symbol' || this.#assigned.has(name)) return;
    const members = this.#vocabulary.variables[name];
    const member = String(key['value']);
    if (members === undefined || members === 'any' || members.includes(member)) return;
    throw fault(
      'SQL_VARIABLE_UNKNOWN',
      this.#place(target),
      `unknown variable "${name}.${member}" in ${this.#vocabulary.purpose}.`,
      {
        hint:
          didYouMean(member, members) ??
          (members.length === 0 ? `"${name}" is empty here.` : `"${name}" has ${members.join(', ')}.`),
      },
    );
  }

  #call(node: AstNode): void {
    const callee = node['name'] as AstNode;
    const name = String(callee['value']);
    if (callee.typename !== 'Symbol')
      throw this.#invalid(callee, `"${textOf(callee)}" cannot be called: values have no methods here.`);
    const { functions, purpose } = this.#vocabulary;
    if (!functions.includes(name) && !this.#assigned.has(name)) {
      throw fault('SQL_VARIABLE_UNKNOWN', this.#place(callee), `unknown function "${name}" in ${purpose}.`, {
        hint: didYouMean(name, functions) ?? `There are ${functions.join(', ')}.`,
      });
    }
    if (STATIC.has(name) && !this.#assigned.has(name)) return this.#staticCall(name, callee, node);
    for (const child of childrenOf(node['args'] as AstNode)) this.visit(child);
  }

  #staticCall(name: string, callee: AstNode, node: AstNode): void {
    const args: unknown[] = [];
    const named: Record<string, unknown> = {};
    const places = new Map<string, Place>();
    for (const child of childrenOf(node['args'] as AstNode)) {
      if (child.typename !== 'KeywordArgs') args.push(this.#constant(name, child));
      else {
        for (const pair of childrenOf(child)) {
          const [key, value] = [pair['key'] as AstNode, pair['value'] as AstNode];
          named[String(key['value'])] = this.#constant(name, value);
          places.set(String(key['value']), this.#place(key));
        }
      }
    }
    const place = this.#place(callee);
    this.calls.push({ function: name, args, named, place, placeOf: (key) => places.get(key) ?? place });
  }

  #constant(name: string, node: AstNode): unknown {
    const value = constantOf(node);
    if (value !== NOT_CONSTANT) return value;
    throw this.#invalid(
      node,
      `${name}() takes plain values, received ${textOf(node)}.`,
      'What a template depends on is read before anything runs.',
    );
  }

  #filter(node: AstNode): void {
    const name = node['name'] as AstNode;
    const filter = String(name['value']);
    if (!FILTERS.has(filter)) {
      throw fault('SQL_VARIABLE_UNKNOWN', this.#place(name), `unknown filter "${filter}".`, {
        hint: didYouMean(filter, FILTERS) ?? `There are ${[...FILTERS].join(', ')}.`,
      });
    }
    const [input, ...args] = childrenOf(node['args'] as AstNode);
    // `x | default(1)` is for the case that there is no x.
    if (input !== undefined && !((filter === 'default' || filter === 'd') && isPath(input))) this.visit(input);
    for (const arg of args) this.visit(arg);
  }

  #test(node: AstNode): void {
    const [left, right] = [node['left'] as AstNode, node['right'] as AstNode];
    const test = String(right['value'] ?? (right['name'] as AstNode | undefined)?.['value']);
    if (!((test === 'defined' || test === 'undefined') && isPath(left))) this.visit(left);
    if (right.typename === 'FunCall') for (const child of childrenOf(right['args'] as AstNode)) this.visit(child);
  }

  #set(node: AstNode): void {
    if (isNode(node['body'])) throw this.#invalid(node, 'a set block is no part of SQL templates.', 'Write a macro.');
    if (isNode(node['value'])) this.visit(node['value']);
  }

  /** What is assigned is no use of a name. */
  #scope(node: AstNode): void {
    if (node.typename === 'For') this.visit(node['arr'] as AstNode);
    else for (const arg of childrenOf(node['args'] as AstNode)) if (arg.typename === 'KeywordArgs') this.visit(arg);
    for (const field of ['body', 'else_']) if (isNode(node[field])) this.visit(node[field]);
  }

  #pairs(node: AstNode): void {
    for (const pair of childrenOf(node)) this.visit(pair['value'] as AstNode);
  }

  #place(node: AstNode): Place {
    return this.#source.at(this.#source.offset(node.lineno, node.colno));
  }

  #invalid(node: AstNode, message: string, hint?: string): Error {
    return fault('SQL_TEMPLATE_INVALID', this.#place(node), message, { hint });
  }
}

/** Python's spelling, and what loops have. */
const CONSTANTS: ReadonlySet<string> = new Set(['True', 'False', 'None']);

function isPath(node: AstNode): boolean {
  return node.typename === 'Symbol' || (node.typename === 'LookupVal' && isPath(node['target'] as AstNode));
}

/** Names that the template itself gives to something. */
function assignedIn(root: AstNode): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (node: unknown): void => {
    if (!isNode(node)) return;
    if (node.typename === 'Symbol') names.add(String(node['value']));
    else if (node.typename === 'KeywordArgs') for (const pair of childrenOf(node)) add(pair['key']);
    else for (const child of childrenOf(node)) add(child);
  };
  const walk = (node: AstNode): void => {
    if (node.typename === 'Set') for (const target of node['targets'] as AstNode[]) add(target);
    if (node.typename === 'For') {
      add(node['name']);
      names.add('loop');
    }
    if (node.typename === 'Macro') {
      add(node['name']);
      add(node['args']);
    }
    for (const child of childrenOf(node)) walk(child);
  };
  walk(root);
  return names;
}
