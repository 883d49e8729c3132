import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeAtomically, writePieces } from './atomic-write.js';

async function folder(): Promise<string> {
  const made = await realpath(await mkdtemp(join(tmpdir(), 'pintle-atomic-')));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

describe('writeAtomically', () => {
  it('creates the folders above the file and leaves nothing else', async () => {
    const dir = await folder();
    await writeAtomically(join(dir, 'a/b/out.txt'), (temporary) => writeFile(temporary, 'new'));
    expect(await readFile(join(dir, 'a/b/out.txt'), 'utf8')).toBe('new');
    expect(await readdir(join(dir, 'a/b'))).toEqual(['out.txt']);
  });

  it('leaves the file as it was when writing fails halfway, and no other behind', async () => {
    const dir = await folder();
    const file = join(dir, 'out.txt');
    await writeFile(file, 'old');
    const failing = writeAtomically(file, async (temporary) => {
      await writeFile(temporary, 'half');
      throw new Error('disk full');
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(dir)).toEqual(['out.txt']);
  });

  it('leaves the file as it was when the process is killed halfway', async () => {
    const dir = await folder();
    const file = join(dir, 'out.csv');
    await writeFile(file, 'old');
    const module = fileURLToPath(new URL('./atomic-write.ts', import.meta.url));
    const script = `
      import { writeFile } from 'node:fs/promises';
      import { registerHooks } from 'node:module';
      registerHooks({ resolve: (specifier, context, next) => next(specifier.startsWith('.') ? specifier.replace(/\\.js$/, '.ts') : specifier, context) });
      const { writeAtomically } = await import(${JSON.stringify(module)});
      await writeAtomically(${JSON.stringify(file)}, async (temporary) => {
        await writeFile(temporary, 'half of it');
        console.log('halfway');
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString().trim()).toBe('halfway');
    child.kill('SIGKILL');
    await once(child, 'exit');

    expect(await readFile(file, 'utf8')).toBe('old');
    const left = (await readdir(dir)).filter((name) => name !== 'out.csv');
    expect(left).toHaveLength(1);
    expect(left[0]).toMatch(/^\.out\.csv\.[\da-f-]{36}\.tmp$/);

    await writeAtomically(file, (temporary) => writeFile(temporary, 'new'));
    expect(await readFile(file, 'utf8')).toBe('new');
  });

  it('never shows a reader half a file', async () => {
    const file = join(await folder(), 'out.txt');
    const texts = ['a'.repeat(200_000), 'b'.repeat(300_000)];
    await writeFile(file, texts[0] ?? '');
    const writing = (async () => {
      for (let round = 0; round < 30; round += 1)
        await writeAtomically(file, (temporary) => writeFile(temporary, texts[round % 2] ?? ''));
    })();
    let written = 0;
    void writing.then(() => {
      written = Number.POSITIVE_INFINITY;
    });
    for (; written < 1_000; written += 1) expect(texts).toContain(await readFile(file, 'utf8'));
    await writing;
  });

  it('keeps permissions, and follows a link to the real file', async () => {
    const dir = await folder();
    await writeFile(join(dir, 'real.txt'), 'old');
    await chmod(join(dir, 'real.txt'), 0o640);
    await symlink(join(dir, 'real.txt'), join(dir, 'link.txt'));
    await writeAtomically(join(dir, 'link.txt'), (temporary) => writeFile(temporary, 'new'));
    expect(await readFile(join(dir, 'real.txt'), 'utf8')).toBe('new');
    expect((await stat(join(dir, 'real.txt'))).mode & 0o777).toBe(0o640);
    expect(await realpath(join(dir, 'link.txt'))).toBe(join(dir, 'real.txt'));
  });

  it('lets several writers at once each write whole files', async () => {
    const file = join(await folder(), 'out.txt');
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
    await Promise.all(texts.map((text) => writeAtomically(file, (temporary) => writeFile(temporary, text))));
    expect(texts).toContain(await readFile(file, 'utf8'));
  });
});

describe('writePieces', () => {
  it('writes all pieces in order, across blocks', async () => {
    const file = join(await folder(), 'out.txt');
    const pieces = Array.from({ length: 50 }, (_, index) => `${index}:${'é'.repeat(60_000)}\n`);
    await writePieces(file, pieces);
    expect(await readFile(file, 'utf8')).toBe(pieces.join(''));
    await writePieces(file, []);
    expect(await readFile(file, 'utf8')).toBe('');
  });
});
