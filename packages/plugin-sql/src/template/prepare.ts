import type { SourceText } from '../source/source-text.js';
import { textOf } from './expression.js';
import { type AstList, type AstNode, childrenOf, isNode, nodes } from './nunjucks.js';

/** A piece of output of a template: text as it is written, or the place of an expression. */
export type OutputSlot =
  | { readonly kind: 'text'; readonly text: string; readonly offset: number }
  | { readonly kind: 'value'; readonly expression: string; readonly offset: number };

/** The functions that a prepared tree calls in place of writing text. No template can name them. */
export const TEXT = '$text';
export const VALUE = '$value';
export const NOTHING = '$nothing';
export const ENV = '$env';

/**
 * Prepares a tree for rendering: all output goes through {@link TEXT} and {@link VALUE}, which are told the slot.
 *
 * Changes the tree: parse a fresh one.
 */
export function prepareTree(root: AstList, source: SourceText): readonly OutputSlot[] {
  const slots: OutputSlot[] = [];
  const walk = (node: AstNode): void => {
    spellConstants(node);
    if (node.typename === 'Output') prepareOutput(node as AstList, source, slots);
    for (const child of childrenOf(node)) walk(child);
  };
  walk(root);
  return slots;
}

function prepareOutput(output: AstList, source: SourceText, slots: OutputSlot[]): void {
  output.children = output.children.map((child) => {
    const id = slots.length;
    if (child.typename === 'TemplateData') {
      const text = String(child['value']);
      slots.push({ kind: 'text', text, offset: textOffset(child, text, source) });
      return call(child, TEXT, [literal(child, id)]);
    }
    const start = startOf(child);
    slots.push({ kind: 'value', expression: textOf(child), offset: source.offset(start.lineno, start.colno) });
    return call(child, VALUE, [asValue(child), literal(child, id)]);
  });
}

/** A tag before the text may have trimmed it; the position is that of the text untrimmed. */
function textOffset({ lineno, colno }: AstNode, text: string, source: SourceText): number {
  const offset = source.offset(lineno, colno);
  if (source.text.startsWith(text, offset)) return offset;
  return offset + (/^\s*/.exec(source.text.slice(offset))?.[0].length ?? 0);
}

/** The leftmost part of an expression: positions of operators and calls are those of their middle. */
function startOf(node: AstNode): AstNode {
  let start = node;
  for (const child of childrenOf(node)) {
    const found = startOf(child);
    if (found.lineno < start.lineno || (found.lineno === start.lineno && found.colno < start.colno)) start = found;
  }
  return start;
}

/** `x if y` without an else writes nothing where y does not hold; `'NULL'`, as some templates spell it, is no text. */
function asValue(node: AstNode): AstNode {
  if (node.typename === 'Literal' && typeof node['value'] === 'string' && /^null$/i.test(node['value']))
    return literal(node, null);
  if (node.typename === 'Group' && childrenOf(node).length === 1) return asValue(childrenOf(node)[0] as AstNode);
  if (node.typename !== 'InlineIf') return node;
  const branches = node as AstNode & Record<string, unknown>;
  branches['body'] = asValue(node['body'] as AstNode);
  branches['else_'] = isNode(node['else_']) ? asValue(node['else_']) : call(node, NOTHING, []);
  return node;
}

/** Python's True, False and None; and env('X'), which is a function of the name of a variable. */
function spellConstants(node: AstNode): void {
  const spell = (child: AstNode): AstNode => {
    if (child.typename !== 'Symbol') return child;
    const name = String(child['value']);
    return name === 'True'
      ? literal(child, true)
      : name === 'False'
        ? literal(child, false)
        : name === 'None'
          ? literal(child, null)
          : child;
  };
  const writable = node as AstNode & Record<string, unknown>;
  for (const field of node.fields) {
    const value = node[field];
    if (Array.isArray(value)) writable[field] = value.map((child: unknown) => (isNode(child) ? spell(child) : child));
    else if (isNode(value))
      writable[field] = node.typename === 'FunCall' && field === 'name' ? functionName(value) : spell(value);
  }
}

function functionName(node: AstNode): AstNode {
  return node.typename === 'Symbol' && node['value'] === 'env' ? new nodes.Symbol(node.lineno, node.colno, ENV) : node;
}

function call(at: AstNode, name: string, args: readonly AstNode[]): AstNode {
  const { lineno, colno } = at;
  return new nodes.FunCall(
    lineno,
    colno,
    new nodes.Symbol(lineno, colno, name),
    new nodes.NodeList(lineno, colno, [...args]),
  );
}

function literal(at: AstNode, value: unknown): AstNode {
  return new nodes.Literal(at.lineno, at.colno, value);
}
