import { defineJob, mockResource, pipeline } from 'pintle';
import { a, b, slackNotifAll } from './graph.ts';
import { slackMessageOnFailure, slackMessageOnSuccess } from './hooks/slack-messages.ts';
import { slack } from './slack/slack.ts';

const token = 'xoxp-1234123412341234-12341234-1234';

// A hook on every op of a job. The token comes from the run config …
export const notifAll = defineJob({
  name: 'notif_all',
  pipeline: slackNotifAll,
  resources: { slack },
  hooks: [slackMessageOnFailure],
});

// … or from the code.
export const notifAllConfigured = defineJob({
  name: 'notif_all_configured',
  pipeline: slackNotifAll,
  resources: { slack: slack.configured({ token }) },
  hooks: [slackMessageOnFailure],
});

// Hooks on one op: b has none.
export const selectiveNotif = defineJob({
  name: 'selective_notif',
  pipeline: pipeline('selective', [a.withHooks(slackMessageOnFailure, slackMessageOnSuccess), b]),
  resources: { slack: slack.configured({ token }) },
});

// One graph for testing and for production: the resource decides whether anything is sent.
export const notifAllDev = defineJob({
  name: 'notif_all_dev',
  pipeline: slackNotifAll,
  resources: { slack: mockResource({ chatPostMessage: async () => {} }) },
  hooks: [slackMessageOnFailure],
});

export const notifAllProd = defineJob({
  name: 'notif_all_prod',
  pipeline: slackNotifAll,
  resources: { slack },
  hooks: [slackMessageOnFailure],
});

// The same as one job that has another resource in one environment: pintle run notif --env dev
export const notif = defineJob({
  name: 'notif',
  pipeline: slackNotifAll,
  resources: { slack: slack.configured({ token }) },
  hooks: [slackMessageOnFailure],
}).forEnv('dev', { resources: { slack: mockResource({ chatPostMessage: async () => {} }) } });
