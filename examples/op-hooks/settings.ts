import { slackOnRunFailure } from './hooks/run-failure.ts';

export const HOOKS = [slackOnRunFailure];
