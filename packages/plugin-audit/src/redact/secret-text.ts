/** What stands in the place of a secret. */
export const BLANK = '[redacted]';

const NAME =
  '[\\w.-]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|credential)s?';

/** Texts that are secrets wherever they stand. The groups `before` and `after` stay. */
const PATTERNS: readonly RegExp[] = [
  // https://user:password@host
  /(?<before>(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@]*:)[^\s/?#@]+(?=@)/gi,
  // password=… and "api_key": "…"
  new RegExp(
    `(?<before>(?<![\\w.-])["']?${NAME}["']?\\s*[=:]\\s*)(?!\\[redacted\\])(?:"[^"]*"|'[^']*'|[^\\s,;&"')\\]}]+)`,
    'gi',
  ),
  // Authorization: Bearer …
  /(?<before>\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  // JSON web tokens
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  // Keys that say by their first letters whose they are: AWS, GitHub, GitLab, npm, Slack, Stripe, OpenAI, Google
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abeprs]-|[sr]k_(?:live|test)_|sk-|AIza)[\w-]{16,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
];

/** Blanks what looks like a secret in a text. */
export function blankSecrets(text: string): string {
  let blanked = text;
  for (const pattern of PATTERNS) {
    blanked = blanked.replace(pattern, (...found: unknown[]) => {
      const groups = found.at(-1) as { readonly before?: string } | string;
      return `${typeof groups === 'object' ? (groups.before ?? '') : ''}${BLANK}`;
    });
  }
  return blanked;
}
