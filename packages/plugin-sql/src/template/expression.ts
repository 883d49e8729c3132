import { type AstNode, childrenOf } from './nunjucks.js';

/** Says that an expression has no value before it is rendered. */
export const NOT_CONSTANT = Symbol('not constant');

const NAMED: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

/** The value of an expression that is written out: text, numbers, lists and mappings of these. */
export function constantOf(node: AstNode): unknown {
  switch (node.typename) {
    case 'Literal':
      return node['value'];
    case 'Symbol': {
      const name = String(node['value']);
      return Object.hasOwn(NAMED, name) ? NAMED[name] : NOT_CONSTANT;
    }
    case 'Neg': {
      const value = constantOf(node['target'] as AstNode);
      return typeof value === 'number' ? -value : NOT_CONSTANT;
    }
    case 'Group':
    case 'Array':
      return listOf(node);
    case 'Dict':
      return mappingOf(node);
    default:
      return NOT_CONSTANT;
  }
}

function listOf(node: AstNode): unknown {
  const values = childrenOf(node).map(constantOf);
  if (values.includes(NOT_CONSTANT)) return NOT_CONSTANT;
  // (x) is x; (x, y) is a list.
  return node.typename === 'Group' && values.length === 1 ? values[0] : values;
}

function mappingOf(node: AstNode): unknown {
  const entries = childrenOf(node).map(
    (pair) => [constantOf(pair['key'] as AstNode), constantOf(pair['value'] as AstNode)] as const,
  );
  if (entries.flat().includes(NOT_CONSTANT)) return NOT_CONSTANT;
  return Object.fromEntries(entries.map(([key, value]) => [String(key), value]));
}

/** An expression in words, for messages. */
export function textOf(node: AstNode): string {
  switch (node.typename) {
    case 'Symbol':
      return String(node['value']);
    case 'Literal':
      return JSON.stringify(node['value']);
    case 'LookupVal': {
      const [target, key] = [textOf(node['target'] as AstNode), node['val'] as AstNode];
      return key.typename === 'Literal' && typeof key['value'] === 'string'
        ? `${target}.${key['value']}`
        : `${target}[${textOf(key)}]`;
    }
    case 'FunCall':
      return `${textOf(node['name'] as AstNode)}(…)`;
    case 'Filter': {
      const [input] = childrenOf(node['args'] as AstNode);
      return `${input === undefined ? '' : textOf(input)} | ${textOf(node['name'] as AstNode)}`;
    }
    default:
      return 'the expression';
  }
}
