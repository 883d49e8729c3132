/** Where a host's plugins and its own start-up report to. */
export interface HostLog {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/** The log of a host that has none: warnings and errors become process warnings, the rest is dropped. */
export function processLog(host: string): HostLog {
  const warn = (message: string): void => process.emitWarning(message, { code: `${variablePrefix(host)}_PLUGINS` });
  return { debug: () => undefined, info: () => undefined, warn, error: warn };
}

/** What the variables of a host begin with: `my-host` gives `MY_HOST`. */
export function variablePrefix(host: string): string {
  return host.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}
