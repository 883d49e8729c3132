import nunjucks from 'nunjucks';

/** A node of a parsed template; lines and columns from 0. */
export interface AstNode {
  readonly typename: string;
  readonly lineno: number;
  readonly colno: number;
  /** Names of the properties that hold children. */
  readonly fields: readonly string[];
  readonly [field: string]: unknown;
}

/** A node that holds others in a list. */
export interface AstList extends AstNode {
  children: AstNode[];
}

/** A token of a template. */
interface LexToken {
  readonly type: string;
  readonly lineno: number;
  readonly colno: number;
}

type NodeMaker = new (lineno: number, colno: number, ...fields: unknown[]) => AstNode;

/** What nunjucks exports besides its documented surface, as far as it is used here. */
interface Internals {
  readonly parser: { parse(text: string, extensions: readonly [], options: object): AstList };
  readonly lexer: { lex(text: string, options: object): { nextToken(): LexToken | null } };
  readonly nodes: Readonly<Record<'FunCall' | 'Literal' | 'NodeList' | 'Symbol', NodeMaker>>;
  readonly compiler: {
    readonly Compiler: new (
      name: string,
      throwOnUndefined: boolean,
    ) => { compile(ast: AstNode): void; getCode(): string };
  };
  readonly runtime: { readonly SafeString: new (text: string) => { toString(): string } };
}

const internals = nunjucks as unknown as Internals;

/** The parser and lexer of nunjucks. */
export const { parser, lexer, nodes, runtime } = internals;

/** The filters that work on data. Those that make HTML, and mark it as safe, have no place in SQL. */
const DATA_FILTERS = [
  'abs',
  'batch',
  'capitalize',
  'd',
  'default',
  'dictsort',
  'first',
  'float',
  'groupby',
  'int',
  'join',
  'last',
  'length',
  'list',
  'lower',
  'reject',
  'rejectattr',
  'replace',
  'reverse',
  'round',
  'select',
  'selectattr',
  'slice',
  'sort',
  'string',
  'sum',
  'title',
  'trim',
  'upper',
];

/** Every filter that templates can name. */
export const FILTERS: ReadonlySet<string> = new Set([...DATA_FILTERS, 'ident', 'raw', 'sql_literal']);

/** What a filter of ours does with its input. */
export type Filter = (input: unknown) => unknown;

/** An environment that renders text as it is: values are turned to SQL before they are text. */
export function environment(filters: Readonly<Record<string, Filter>>): nunjucks.Environment {
  // Without `dev` it would hide what was thrown behind an error of its own.
  const made = new nunjucks.Environment([], { autoescape: false, dev: true });
  for (const [name, filter] of Object.entries(filters)) made.addFilter(name, filter);
  return made;
}

/** A template that can be rendered, from its tree. */
export function compileAst(ast: AstNode, env: nunjucks.Environment): nunjucks.Template {
  const made = new internals.compiler.Compiler('template', false);
  made.compile(ast);
  // This is how nunjucks itself makes a template of the code that it compiles.
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call
  const properties = new Function(made.getCode())() as object;
  const Template = nunjucks.Template as unknown as new (source: object, env: nunjucks.Environment) => nunjucks.Template;
  return new Template({ type: 'code', obj: properties }, env);
}

/** The children of a node, in order. */
export function childrenOf(node: AstNode): AstNode[] {
  return node.fields.flatMap((field) => {
    const value = node[field];
    const all: unknown[] = Array.isArray(value) ? value : [value];
    return all.filter(isNode);
  });
}

/** Whether a value is a node of a tree. */
export function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && 'typename' in value;
}
