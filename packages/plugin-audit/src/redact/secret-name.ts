const WORDS =
  'password passwords passwd passphrase pwd secret secrets token credential credentials api_key apikey access_key ' +
  'accesskey private_key secret_key signing_key audit_key account_key auth authorization cookie session_id dsn ' +
  'connection_string salt otp pin';
const SECRET = new RegExp(`(^|_)(${WORDS.replaceAll(' ', '|')})(_|$)`);

/** Whether a name, in whichever case it is written, says that its value is a secret: `dbPassword`, `API-KEY`, `auth`. */
export function isSecretName(name: string, also: ReadonlySet<string> = NONE): boolean {
  const plain = snakeCase(name);
  return SECRET.test(plain) || also.has(plain);
}

/** `dbPassword`, `DB-PASSWORD` and `db_password` are one name. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

const NONE: ReadonlySet<string> = new Set();
