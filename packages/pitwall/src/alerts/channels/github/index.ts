import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { secretText, serviceAddress } from '../chat/settings.ts';
import { outcomeOfError } from '../http-outcome.ts';
import { githubApi } from './api.ts';
import { tellIssue } from './issue.ts';

const settings = z.strictObject({
  repository: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,39}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, 'expected a repository like owner/name')
    .describe('Where the issues are'),
  token: secretText(/^[\x21-\x7e]+$/, `expected a token, best as \${secret:NAME}`).describe(
    `A token that may write issues; \${secret:NAME} is replaced`,
  ),
  url: serviceAddress.default('https://api.github.com').describe('The API, where it is one of your own'),
  labels: z.array(z.string().min(1).max(50)).max(20).default([]).describe('Labels that each issue gets'),
});

export const githubChannel = defineChannel({
  kind: 'github',
  summary: 'An issue for each incident, which is commented and closed',
  settings,
  targets: () => [''],
  updates: true,
  async send(message, { repository, token: written, url, labels }, tools) {
    try {
      const token = await tools.reveal(written);
      if (!/^[\x21-\x7e]+$/.test(token)) {
        return { kind: 'refused', detail: 'expected a token of plain characters, found others; look at the secret' };
      }
      return await tellIssue(message, labels, githubApi({ url, repository, token }, tools), tools);
    } catch (error) {
      return outcomeOfError(error, tools.signal);
    }
  },
});
