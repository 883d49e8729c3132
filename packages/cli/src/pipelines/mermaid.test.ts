import { buildNode, buildPipeline } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { mermaid } from './mermaid.js';

describe('mermaid', () => {
  it('draws nodes, datasets and parameters, each once', () => {
    const nodes = [
      buildNode({ name: 'clean', inputs: ['raw', 'params:n'], outputs: ['clean'] }),
      buildNode({ name: 'sum', inputs: ['clean', 'params:n'], outputs: ['a "total"'] }),
    ];
    expect(mermaid(buildPipeline(nodes))).toMatchInlineSnapshot(`
      "flowchart LR
        n0["clean"]
        d0[("raw")]
        d0 --> n0
        d1{{"params:n"}}
        d1 --> n0
        d2[("clean")]
        n0 --> d2
        n1["sum"]
        d2 --> n1
        d1 --> n1
        d3[("a #quot;total#quot;")]
        n1 --> d3"
    `);
  });
});
