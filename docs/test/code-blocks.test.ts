import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CodeBlock, codeBlocks, fileOf } from './code-blocks.ts';

// How pages are tested. Every `ts` block is type-checked. A block is a program of its own, which is run, unless it says
// `no-run`; `file=name.ts` makes it a file beside the other named blocks of its page. A `text` block right behind a
// program is what it prints. A `json`, `yaml` or `js` block with a `file=` is written beside them, too. A file that is
// shown again replaces the one before. After that, and after a command, a file begins a new folder of the page, with all
// files as they are then.
// A `console` block begins with `$ ` and a command, which is run in the folder and must print what stands below it;
// with the word `stderr`, what it prints there counts, too. `…` stands for anything on a line, and alone on a line for any
// lines.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = join(root, 'docs/.blocks');

const pages = ['README.md', ...markdownIn('docs')];

interface Program {
  readonly block: CodeBlock;
  readonly path: string;
  /** What it must print, where the page says so. */
  readonly prints: string | undefined;
}
const programs: Program[] = [];
const checked: { block: CodeBlock; path: string }[] = [];
const commands: { block: CodeBlock; folder: string }[] = [];

rmSync(scratch, { recursive: true, force: true });
// A page without a package.json is a project without dependencies; what it imports is found in docs/node_modules.
write(join(scratch, 'package.json'), JSON.stringify({ name: 'page', private: true, type: 'module' }));
for (const page of pages) {
  let folder = join(scratch, page.replace(/\.md$/, ''));
  let hasRun = false;
  const files = new Map<string, string>();
  const blocks = codeBlocks(join(root, page), page);
  blocks.forEach((block, index) => {
    const file = fileOf(block);
    if (block.language === 'console') {
      commands.push({ block, folder });
      hasRun = true;
    }
    if (block.language !== 'ts' && file === undefined) return;
    if (file !== undefined && (hasRun || files.has(file))) {
      hasRun = false;
      folder = `${folder}~`;
      for (const [name, code] of files) write(join(folder, name), code);
    }
    const path = join(folder, file ?? `line-${block.line}.ts`);
    const isScript = block.language === 'ts' && !/^(import|export)\b/m.test(block.code);
    const code = isScript ? `${block.code}export {};\n` : block.code;
    if (file !== undefined) files.set(file, code);
    write(path, code);
    if (block.language !== 'ts') return;
    checked.push({ block, path });
    if (file !== undefined || block.words.includes('no-run')) return;
    const next = blocks[index + 1];
    programs.push({ block, path, prints: next?.language === 'text' ? next.code : undefined });
  });
}

describe('the code of the documentation', () => {
  let complaints = '';

  beforeAll(async () => {
    writeFileSync(
      join(scratch, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.base.json',
        compilerOptions: {
          noEmit: true,
          composite: false,
          incremental: false,
          allowImportingTsExtensions: true,
          noUnusedLocals: false,
          noUnusedParameters: false,
          noPropertyAccessFromIndexSignature: false,
          types: ['node'],
          typeRoots: ['../../node_modules/@types'],
        },
        include: ['**/*.ts'],
      }),
    );
    const compiler = join(root, 'node_modules/ts7/bin/tsc');
    complaints = await run(process.execPath, [compiler, '-p', scratch, '--pretty', 'false'], { cwd: scratch }).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    );
  });

  it.each(checked.map(({ block, path }) => [`${block.page}:${block.line}`, path] as const))(
    '%s compiles',
    (_, path) => {
      const file = relative(scratch, path);
      expect(complaints.split('\n').filter((line) => line.startsWith(`${file}(`))).toEqual([]);
    },
  );

  it.each(programs.map((program) => [`${program.block.page}:${program.block.line}`, program] as const))(
    '%s runs',
    async (_, { path, prints }) => {
      const { stdout } = await run(process.execPath, [path], { cwd: dirname(path), env: plainEnv() });
      expect(stdout).toBe(prints ?? stdout);
    },
  );

  it.each(commands.map((command) => [`${command.block.page}:${command.block.line}`, command] as const))(
    '%s prints what it shows',
    async (_, { block, folder }) => {
      const [command = '', ...output] = block.code.trimEnd().split('\n');
      expect(command.startsWith('$ '), 'a console block begins with "$ "').toBe(true);
      const env = { ...plainEnv(), PATH: `${join(root, 'docs/node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
      const done = await run('sh', ['-c', command.slice(2)], { cwd: folder, env }).catch((error: unknown) => error);
      const { stdout, stderr } = done as { stdout: string; stderr: string };
      const printed = block.words.includes('stderr') ? stderr + stdout : stdout;
      expect(`${printed.trimEnd()}\n`).toMatch(asPattern(output.join('\n')));
    },
  );
});

/** Exactly this text, except that `…` stands for anything on a line, and alone on a line for any lines. */
function asPattern(text: string): RegExp {
  const lines = text.split('\n').map((line) => (line === '…' ? '(?:[^\\n]*\\n)*' : `${anything(line)}\\n`));
  return new RegExp(`^${lines.join('')}$`);
}

function anything(line: string): string {
  return line
    .split('…')
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    .join('[^\\n]*');
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function plainEnv(): NodeJS.ProcessEnv {
  return { ...process.env, NO_COLOR: '1', NODE_NO_WARNINGS: '1' };
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/(^|\/)(node_modules|\.blocks|api)\//.test(file))
    .map((file) => join(folder, file))
    .sort();
}
