import { z } from 'zod';

/**
 * The part of Block Kit that has no interactive parts, with the limits of docs.slack.dev/reference/block-kit: 50 blocks,
 * header 150, text of a section 3000, 10 fields of 2000, 10 elements of a context, 25 buttons of 75 with links of 3000.
 * Slack does not say whether it counts characters or UTF-16 units; these are units, which are never fewer.
 */
const wellFormed = (least: number, most: number) =>
  z
    .string()
    .min(least)
    .max(most)
    .refine((text) => !/\p{Cs}/u.test(text), 'half of a surrogate pair');

const plain = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: wellFormed(1, most), emoji: z.boolean().optional() });

const mrkdwn = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: wellFormed(1, most), verbatim: z.boolean().optional() });

const text = (most: number) => z.discriminatedUnion('type', [plain(most), mrkdwn(most)]);

const blockId = z.string().min(1).max(255).optional();

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  url: z.url({ protocol: /^https?$/ }).max(3000),
  action_id: z.string().min(1).max(255).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
});

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plain(150), block_id: blockId }),
  z.strictObject({
    type: z.literal('section'),
    text: text(3000).optional(),
    fields: z.array(text(2000)).min(1).max(10).optional(),
    accessory: button.optional(),
    block_id: blockId,
  }),
  z.strictObject({ type: z.literal('context'), elements: z.array(text(2000)).min(1).max(10), block_id: blockId }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(button).min(1).max(25), block_id: blockId }),
  z.strictObject({ type: z.literal('divider'), block_id: blockId }),
]);

export type SlackBlock = z.infer<typeof block>;

export const slackBlocks = z
  .array(block)
  .max(50)
  .superRefine((blocks, context) => {
    const ids = blocks.flatMap(({ block_id }) => block_id ?? []);
    if (new Set(ids).size < ids.length) context.addIssue({ code: 'custom', message: 'block_id must be unique' });
    blocks.forEach((one, index) => {
      if (one.type === 'section' && !one.text && !one.fields) {
        context.addIssue({ code: 'custom', message: 'must define either text or fields', path: [index] });
      }
      if (one.type === 'actions') {
        const actions = one.elements.flatMap(({ action_id }) => action_id ?? []);
        if (new Set(actions).size < actions.length) {
          context.addIssue({ code: 'custom', message: 'action_id must be unique', path: [index] });
        }
      }
    });
  });

/** All text of blocks together; Slack refuses more with `msg_blocks_too_long` (measured in slackapi/bolt-js#2509). */
export const mostBlockText = 13_200;

export function blockTextLength(blocks: readonly SlackBlock[]): number {
  return blocks
    .flatMap((one) => {
      if (one.type === 'section') return [one.text, ...(one.fields ?? []), one.accessory?.text];
      if (one.type === 'header') return [one.text];
      if (one.type === 'context') return one.elements;
      return one.type === 'actions' ? one.elements.map((element) => element.text) : [];
    })
    .reduce((sum, part) => sum + (part?.text.length ?? 0), 0);
}
