import { defineResource } from 'pintle';

/** What hooks use of Slack. */
export interface Slack {
  chatPostMessage(message: { readonly channel: string; readonly text: string }): Promise<void>;
}

export interface SlackConfig {
  readonly token: string;
  /** Where the API is. Default: Slack's, or the variable `SLACK_API_URL`. */
  readonly url?: string;
}

/** A client of Slack's Web API. Created once per run, when the first hook asks for it. */
export const slack = defineResource({
  name: 'slack',
  create({ token, url = process.env['SLACK_API_URL'] ?? 'https://slack.com/api' }: SlackConfig): Slack {
    return {
      async chatPostMessage(message) {
        const response = await fetch(`${url}/chat.postMessage`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(message),
        });
        const answer = (await response.json()) as { readonly ok: boolean; readonly error?: string };
        if (!answer.ok) throw new TypeError(`Slack refused the message: ${answer.error}`);
      },
    };
  },
});
