import { readFileSync } from 'node:fs';

/** A fenced block of a page. */
export interface CodeBlock {
  /** The page, relative to the repository. */
  readonly page: string;
  /** The line that its code begins on, from 1. */
  readonly line: number;
  readonly language: string;
  /** What stands behind the language: `file=settings.ts`, `no-run`, … */
  readonly words: readonly string[];
  readonly code: string;
}

/** All fenced blocks of a page, in order. */
export function codeBlocks(path: string, page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = readFileSync(path, 'utf8').split('\n');
  for (let i = 0; i < lines.length; i++) {
    const [, fence, language = '', rest = ''] = /^(`{3,})(\w+)?(.*)$/.exec(lines[i] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = lines.indexOf(fence, i + 1);
    const words = rest
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    blocks.push({ page, line: i + 2, language, words, code: `${lines.slice(i + 1, end).join('\n')}\n` });
    i = end;
  }
  return blocks;
}

/** The file that a block is, where it says so: `file=nodes/clean.ts`. */
export function fileOf({ words }: CodeBlock): string | undefined {
  return words.find((word) => word.startsWith('file='))?.slice('file='.length);
}
