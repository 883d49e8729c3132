import { isSecretName } from './secret-name.js';

/** Shorter texts are no secrets, and blanking them would make messages unreadable. */
const SHORTEST = 4;
/** Variables are many, and short ones hold words rather than secrets. */
const SHORTEST_VARIABLE = 8;

/** Every text and number in a value that is known to be secret as a whole: credentials. */
export function secretsIn(value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(secretsIn);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return [];
  const word = String(value);
  return word.length < SHORTEST ? [] : [word];
}

/** The values in plain data, parameters say, that stand under the names of secrets. */
export function secretsUnderNames(value: unknown, also: ReadonlySet<string>): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    isSecretName(name, also) ? secretsIn(inner) : secretsUnderNames(inner, also),
  );
}

/** Values of variables that have the names of secrets, and the passwords of URLs in all others. */
export function secretsInVariables(
  variables: Readonly<Record<string, string | undefined>>,
  also: ReadonlySet<string>,
): readonly string[] {
  return Object.entries(variables).flatMap(([name, value = '']) => {
    if (WORKING_FOLDERS.has(name)) return [];
    if (isSecretName(name, also)) return value.length < SHORTEST_VARIABLE ? [] : [value];
    return /^[a-z][a-z0-9+.-]*:\/\/[^\s/]*:[^\s/]*@/i.test(value) ? passwordsOf(value) : [];
  });
}

const WORKING_FOLDERS: ReadonlySet<string> = new Set(['PWD', 'OLDPWD']);

function passwordsOf(url: string): readonly string[] {
  const { password = '' } = URL.canParse(url) ? new URL(url) : {};
  return [password, decoded(password)].filter((word) => word.length >= SHORTEST);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
