import { failureHook, successHook } from 'pintle';
import { slack } from '../slack/slack.ts';

export const slackMessageOnSuccess = successHook(
  { name: 'slack_message_on_success', requires: { slack } },
  async ({ op, resources }) => {
    await resources.slack.chatPostMessage({ channel: '#foo', text: `Op ${op.name} finished successfully` });
  },
);

export const slackMessageOnFailure = failureHook(
  { name: 'slack_message_on_failure', requires: { slack } },
  async ({ op, opException, resources }) => {
    const why = opException instanceof Error ? opException.message : String(opException);
    await resources.slack.chatPostMessage({ channel: '#foo', text: `Op ${op.name} failed: ${why}` });
  },
);
