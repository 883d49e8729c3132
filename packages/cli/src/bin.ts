#!/usr/bin/env node
import module from 'node:module';
import { unsupportedNode } from './node-version.js';

const complaint = unsupportedNode(process.versions.node);
if (complaint === undefined) {
  // Compiled code is kept for the next start, which nearly halves its time.
  module.enableCompileCache?.();
  const { main } = await import('./main.js');
  await main(process.argv.slice(2));
} else {
  process.stderr.write(`${complaint}\n`);
  process.exitCode = 2;
}
