import { z } from 'zod';
import { parseJson } from '../../../core/json.ts';
import type { OutwardAnswer } from '../../../outward/outward.ts';
import { defineChannel } from '../channel.ts';
import { outcomeOfAnswer, quoted } from '../chat/answer.ts';
import { secretAddress } from '../chat/settings.ts';
import { outcomeOfError } from '../http-outcome.ts';
import { composePlainTeams, composeTeams, type TeamsPayload } from './compose.ts';

const workflow = secretAddress.describe('The address of a workflow that posts to a channel, which is a secret');

const settings = z.union([workflow, z.strictObject({ url: workflow })]);

export const teamsChannel = defineChannel({
  kind: 'teams',
  summary: 'A channel of Microsoft Teams, through a workflow that posts cards',
  settings,
  targets: () => [''],
  updates: false,
  async send(message, settings, tools) {
    try {
      const url = await tools.reveal(typeof settings === 'string' ? settings : settings.url);
      const post = (payload: TeamsPayload): Promise<OutwardAnswer> =>
        tools.outward.send({
          url,
          method: 'POST',
          headers: {
            // without the name of its encoding Teams counts two bytes for each letter
            'content-type': 'application/json; charset=utf-8',
            'user-agent': `pitwall/${tools.version}`,
          },
          body: JSON.stringify(payload),
          signal: tools.signal,
        });
      let answer = await post(composeTeams(message, tools.key));
      if (answer.status === 413) answer = await post(composePlainTeams(message, tools.key));
      const { status } = answer;
      if (status === 202 || status === 200)
        return { kind: 'delivered', detail: `the workflow answered ${status}`, status };
      const said = errorSchema.safeParse(parseJson(answer.body.toString('utf8'))).data?.error.code ?? '';
      const mend = mends[status] ?? 'look at the workflow';
      return outcomeOfAnswer(answer, { service: 'the workflow', said: quoted(said, [url]), mend, now: tools.now() });
    } catch (error) {
      return outcomeOfError(error, tools.signal);
    }
  },
});

const errorSchema = z.object({ error: z.object({ code: z.string() }) });

const mends: Readonly<Record<number, string>> = {
  400: 'it has to begin with "When a Teams webhook request is received"',
  401: 'its address is not whole or not valid any more; copy it again',
  403: 'it is switched off, or its owner may not post there',
  404: 'it is not there any more; make a new one',
};
