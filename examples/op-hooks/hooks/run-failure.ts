import { definePlugin } from 'pintle';
import { slack } from '../slack/slack.ts';

/** Tells of a run that failed: once per run, however many of its ops failed, and also when none could start. */
export const slackOnRunFailure = definePlugin({
  name: 'slack_on_run_failure',
  hooks: {
    async on_pipeline_error({ run, error }) {
      // Jobs that have no Slack are not told of.
      if (run.resources.keys?.includes('slack') !== true) return;
      const client = await run.resources.get(slack);
      const why = (error instanceof AggregateError ? error.errors : [error]).map((one) =>
        one instanceof Error ? one.message : String(one),
      );
      await client.chatPostMessage({ channel: '#alerts', text: `Job ${run.pipelineName} failed: ${why.join('; ')}` });
    },
  },
});
