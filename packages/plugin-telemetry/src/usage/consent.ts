import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';

const schema = v.object({
  consent: v.boolean(),
  id: v.optional(v.pipe(v.string(), v.uuid())),
  endpoint: v.optional(v.nullable(v.string())),
});

/**
 * What somebody said of usage statistics in one checkout of a project: `.pintle/telemetry.json`.
 *
 * - `consent`: yes or no
 * - `id`: a random UUID that stands for this checkout, and for nothing else
 * - `endpoint`: where the statistics were to go when they said yes, `null` for nowhere; absent, wherever they go
 */
export type Consent = Readonly<v.InferOutput<typeof schema>>;

/** A consent as it was found. */
export type FoundConsent =
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly why: string }
  | { readonly state: 'given'; readonly consent: Consent };

/** Where the consent of a project is kept. */
export function consentFile(projectDir: string): string {
  return join(projectDir, '.pintle', 'telemetry.json');
}

/** Reads the consent of a project. Never throws: what cannot be read is no consent. */
export function readConsent(projectDir: string): FoundConsent {
  try {
    const text = readFileSync(consentFile(projectDir), 'utf8');
    const read = v.safeParse(schema, JSON.parse(text));
    if (read.success) return { state: 'given', consent: read.output };
    const why = read.issues.map(({ path, message }) => `${path?.map(({ key }) => key).join('.') ?? 'it'}: ${message}`);
    return { state: 'unreadable', why: why.join('; ') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'absent' };
    return { state: 'unreadable', why: error instanceof Error ? error.message : String(error) };
  }
}

/** Writes the consent of a project, all of it or nothing. @throws what the file system throws */
export function writeConsent(projectDir: string, consent: Consent): void {
  const file = consentFile(projectDir);
  const draft = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(draft, `${JSON.stringify(consent, undefined, 2)}\n`);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
