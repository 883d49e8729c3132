/** What is wrong with a version of Node, for the one who started it; `undefined` for `^22.18 || >=24`. */
export function unsupportedNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major >= 24 || (major === 22 && minor >= 18)) return undefined;
  return `✗ NODE_UNSUPPORTED  This is Node ${version}, expected 22.18 or newer of the 22 line, or 24 and newer.
  hint  Install a newer Node: https://nodejs.org. In a project that brings one, start with "npx pintle".`;
}
