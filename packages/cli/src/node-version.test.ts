import { describe, expect, it } from 'vitest';
import { unsupportedNode } from './node-version.js';

describe('unsupportedNode', () => {
  it.each(['22.18.0', '22.20.1', '24.0.0', '26.1.0'])('says nothing of %s', (version) =>
    expect(unsupportedNode(version)).toBeUndefined(),
  );
  it.each(['20.20.2', '22.17.9', '23.11.0'])('says what is wrong with %s', (version) => {
    expect(unsupportedNode(version)).toContain(`✗ NODE_UNSUPPORTED  This is Node ${version}`);
  });
});
