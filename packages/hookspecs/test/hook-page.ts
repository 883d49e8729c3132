import type { SourceArg, SourceHook } from './hook-source.ts';

/** The interfaces whose args the page shows once for all hooks, and how it speaks of them. */
const SHARED: Readonly<Record<string, string>> = {
  HookBaseArgs: 'Every hook',
  RunBaseArgs: 'Every hook of a run',
  NodeBaseArgs: 'Every node, dataset and model hook',
};

/** The order in which the page shows the sets: that of a run. */
const SECTIONS: Readonly<Record<string, string>> = {
  command: 'Command hooks',
  context: 'Context hooks',
  pipeline: 'Pipeline hooks',
  run: 'Run hooks',
  node: 'Node hooks',
  dataset: 'Dataset hooks',
  model: 'Model hooks',
};

/** The parts of the page that follow from the specs, by the name of their region. */
export function renderRegions(hooks: readonly SourceHook[]): ReadonlyMap<string, string> {
  const sections = Object.keys(SECTIONS).map((namespace) => hooks.filter((hook) => hook.namespace === namespace));
  return new Map([
    ['table', table(sections.flat())],
    ['shared args', shared(hooks)],
    ['cards', sections.map(section).join('\n\n')],
  ]);
}

/** A page with its regions, `<!-- begin: name -->` to `<!-- end: name -->`, made anew. */
export function fillRegions(page: string, regions: ReadonlyMap<string, string>): string {
  let filled = page;
  for (const [name, content] of regions) {
    const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
    const [from, to] = [filled.indexOf(begin), filled.indexOf(end)];
    if (from === -1 || to === -1) throw new RangeError(`the page has no region "${name}"`);
    filled = `${filled.slice(0, from + begin.length)}\n${content}\n${filled.slice(to)}`;
  }
  return filled;
}

function table(hooks: readonly SourceHook[]): string {
  const rows = hooks.map(({ name, kind, args, text }) => {
    const own = args
      .filter(({ from }) => SHARED[from] === undefined)
      .map((arg) => `\`${arg.name}${arg.optional ? '?' : ''}\``);
    return [`[\`${name}\`](#${name})`, kindOf(kind), own.join(', ') || '–', firstSentence(text)];
  });
  return grid(['hook', 'kind', 'args besides the shared ones', 'when'], rows);
}

function shared(hooks: readonly SourceHook[]): string {
  const args = new Map(hooks.flatMap((hook) => hook.args.map((arg) => [`${arg.from} ${arg.name}`, arg] as const)));
  const rows = Object.entries(SHARED).flatMap(([from, who]) =>
    [...args.values()].filter((arg) => arg.from === from).map((arg) => [who, ...describe(arg)]),
  );
  return grid(['handed to', 'arg', 'type', 'what it is'], rows);
}

function section(hooks: readonly SourceHook[]): string {
  return [`## ${SECTIONS[hooks[0]?.namespace ?? ''] ?? ''}`, ...hooks.map(card)].join('\n\n');
}

function card({ name, kind, argsType, args, text, tags }: SourceHook): string {
  const remarks = new Map(
    (tags.get('remarks') ?? '')
      .replaceAll('\n', ' ')
      .split(' · ')
      .map((part) => [part.split(':')[0], part]),
  );
  const [previous, next] = ['previous', 'next'].map((key) => (remarks.get(key) ?? '').slice(key.length + 2));
  const own = args.filter(({ from }) => SHARED[from] === undefined);
  const facts = [
    ['kind', kindOf(kind)],
    ['previous', linked(previous ?? '')],
    ['next', linked(next ?? '')],
    ['args', `\`${argsType}\``],
    ['since', tags.get('since') ?? ''],
  ];
  return [
    `### ${name}`,
    oneLine(text),
    grid(['', ''], facts),
    ...(own.length === 0 ? [] : [grid(['arg', 'type', 'what it is'], own.map(describe))]),
    `**Returns** ${lowerFirst(oneLine(tags.get('returns') ?? ''))}`,
    (tags.get('example') ?? '').replace('```ts', '```ts no-run'),
  ].join('\n\n');
}

function describe({ name, optional, type, text }: SourceArg): string[] {
  return [`\`${name}${optional ? '?' : ''}\``, `\`${type.replaceAll('|', '\\|')}\``, oneLine(text)];
}

function kindOf(kind: string): string {
  const [first = '', ...rest] = kind.split(' ').toReversed();
  return /pipe/.test(kind) ? `${rest.toReversed().join(' ')} \`${first}\`` : kind;
}

function grid(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Hook names in backticks become links to their cards. */
function linked(text: string): string {
  return text.replaceAll(/`((?:before|after|on|register|run|inject)_\w+)`/g, '[`$1`](#$1)');
}

function firstSentence(text: string): string {
  return oneLine(text)
    .replace(/^Called /, '')
    .replace(/([^.:;]*?[^.:;])([.:;] .*|\.)$/s, '$1');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
