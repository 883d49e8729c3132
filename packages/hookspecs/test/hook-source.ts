import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** One arg of a hook, as its interface declares it. */
export interface SourceArg {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  /** Its docstring, or that of its type where it has none. */
  readonly text: string;
  /** The interface that declares it. */
  readonly from: string;
}

/** A hook, as its spec is written: the card that JSDoc makes, and its args. */
export interface SourceHook {
  readonly name: string;
  /** The set that it is in: `node`, `run`, … */
  readonly namespace: string;
  /** `notify`, `collect`, `sync pipe.assign carrier`, … as the constructor says. */
  readonly kind: string;
  readonly argsType: string;
  readonly args: readonly SourceArg[];
  /** When it is called: the first paragraph. */
  readonly text: string;
  /** Tags by name: `remarks`, `returns`, `example`, `since`. */
  readonly tags: ReadonlyMap<string, string>;
}

type Declared = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

const src = fileURLToPath(new URL('../src/', import.meta.url));

function parse(folder: string): ts.SourceFile[] {
  return readdirSync(src + folder)
    .filter((file) => file.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(file))
    .map((file) =>
      ts.createSourceFile(
        file,
        readFileSync(src + folder + file, 'utf8'),
        ts.ScriptTarget.Latest,
        true,
        ts.ScriptKind.TS,
      ),
    );
}

/** Reads every hook from the sources of this package, in the order of their files and sets. */
export function readHooks(): SourceHook[] {
  const files = [...parse(''), ...parse('domain/')];
  const types = new Map<string, Declared>();
  for (const file of files) {
    for (const statement of file.statements) {
      if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
        types.set(statement.name.text, statement);
    }
  }
  return files.flatMap((file) => hooksOf(file, types));
}

function hooksOf(file: ts.SourceFile, types: ReadonlyMap<string, Declared>): SourceHook[] {
  const hooks: SourceHook[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'defineHookSpecs') {
      const [namespace, specs] = node.arguments;
      if (namespace === undefined || !ts.isStringLiteral(namespace) || specs === undefined) return;
      if (!ts.isObjectLiteralExpression(specs)) return;
      for (const property of specs.properties) {
        if (ts.isPropertyAssignment(property)) hooks.push(hookOf(property, namespace.text, types));
      }
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(file);
  return hooks;
}

function hookOf(property: ts.PropertyAssignment, namespace: string, types: ReadonlyMap<string, Declared>): SourceHook {
  const call = property.initializer;
  if (!ts.isCallExpression(call)) throw new TypeError(`${property.name.getText()} is not made by hookSpec`);
  const made = call.expression.getText().split('.').slice(1);
  const key =
    made.includes('pipe') && call.arguments[0] !== undefined ? [call.arguments[0].getText().slice(1, -1)] : [];
  const [sync, kind] = made[0] === 'sync' ? [['sync'], made.slice(1)] : [[], made];
  const argsType = call.typeArguments?.[0]?.getText() ?? '';
  return {
    name: property.name.getText(),
    namespace,
    kind: [...sync, kind.join('.') || 'collect', ...key].join(' '),
    argsType,
    args: argsOf(argsType, types),
    text: textOf(property),
    tags: new Map(ts.getJSDocTags(property).map((tag) => [tag.tagName.text, commentOf(tag.comment)])),
  };
}

function argsOf(type: string, types: ReadonlyMap<string, Declared>): SourceArg[] {
  const declared = types.get(type);
  if (declared === undefined) return [];
  if (ts.isTypeAliasDeclaration(declared)) return argsOf(declared.type.getText(), types);
  const bases =
    declared.heritageClauses?.flatMap(({ types: list }) => list.map(({ expression }) => expression.getText())) ?? [];
  const own = declared.members.filter((member) => ts.isPropertySignature(member) || ts.isMethodSignature(member));
  return [
    ...bases.flatMap((base) => argsOf(base, types)),
    ...own.map((member): SourceArg => {
      const memberType = ts.isMethodSignature(member)
        ? `(${member.parameters.map((parameter) => parameter.getText()).join(', ')}) => ${member.type?.getText() ?? 'void'}`
        : (member.type?.getText() ?? 'unknown');
      const ofType = types.get(memberType);
      return {
        name: member.name.getText(),
        optional: member.questionToken !== undefined,
        type: memberType,
        text: textOf(member) || (ofType === undefined ? '' : textOf(ofType)),
        from: type,
      };
    }),
  ];
}

function textOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return comment === undefined ? '' : commentOf(comment.comment);
}

function commentOf(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  return (ts.getTextOfJSDocComment(comment) ?? '').replaceAll(/\{@link (\w+)\}/g, '`$1`').trim();
}
