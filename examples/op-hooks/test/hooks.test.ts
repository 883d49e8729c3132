import { buildHookContext, buildNode } from 'pintle/testing';
import { describe, expect, it } from 'vitest';
import { slackMessageOnFailure, slackMessageOnSuccess } from '../hooks/slack-messages.ts';
import type { Slack } from '../slack/slack.ts';

function noting(): { readonly slack: Slack; readonly sent: string[] } {
  const sent: string[] = [];
  return { sent, slack: { chatPostMessage: async ({ channel, text }) => void sent.push(`${channel} ${text}`) } };
}

describe('the hooks, alone', () => {
  it('tell of success', async () => {
    const { slack, sent } = noting();
    await slackMessageOnSuccess(buildHookContext({ op: buildNode({ name: 'a' }), resources: { slack } }));
    expect(sent).toEqual(['#foo Op a finished successfully']);
  });

  it('tell of failure, and what it was', async () => {
    const { slack, sent } = noting();
    const opException = new RangeError('no rows');
    await slackMessageOnFailure(buildHookContext({ op: buildNode({ name: 'b' }), opException, resources: { slack } }));
    expect(sent).toEqual(['#foo Op b failed: no rows']);
  });
});
