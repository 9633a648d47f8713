import { keptSecretSchema, keyRotatedSchema, type Secret, sealingKeySchema, secretSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { backupFolderOf, listBackups } from '../../backup/folder.ts';
import { secretNameSchema, subjectOfSecret } from '../../secrets/name.ts';
import { sealedByKey } from '../../secrets/sealed-columns.ts';
import { secretDropKey, secretRotate } from '../../secrets/verbs/secret-rotate.ts';
import { secretRemove, secretSet } from '../../secrets/verbs/secret-set.ts';
import { decide } from '../../server/actor.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { listSecrets } from '../../state/secret-table.ts';
import { momentText } from '../page-query.ts';
import { sentObject } from '../read-json.ts';
import { defineRoute } from '../route.ts';

const readPermission = 'secret.read';

export const listSecretsRoute = defineRoute({
  name: 'listSecrets',
  method: 'GET',
  path: '/api/v1/secrets',
  summary: 'Which secrets there are; what they hold is never told',
  permission: readPermission,
  about: 'listed',
  answers: { 200: { summary: 'All of them, by name', schema: z.object({ items: z.array(secretSchema) }) } },
  async handle({ context: { actor, state, keys } }) {
    const seen = (await listSecrets(state.db)).filter(
      ({ name }) => decide(actor, readPermission, subjectOfSecret(name)).allowed,
    );
    const items = seen.map(
      ({ name, envelope, version, madeAt, madeBy, changedAt }): Secret => ({
        name,
        version,
        key: keys.keyOf(envelope),
        madeAt: momentText(madeAt),
        madeBy,
        changedAt: momentText(changedAt),
      }),
    );
    return { status: 200, json: { items } };
  },
});

const params = z.strictObject({ name: secretNameSchema });

export const setSecretRoute = defineRoute({
  name: 'setSecret',
  method: 'PUT',
  path: '/api/v1/secrets/{name}',
  summary: secretSet.summary,
  permission: secretSet.name,
  about: ({ params: { name } }) => subjectOfSecret(name),
  params,
  body: {
    types: { 'application/json': z.strictObject({ value: z.string().min(1).describe('At most 64 KiB') }) },
    example: { value: 'what nobody is to know' },
  },
  answers: { 200: { summary: 'It is kept', schema: keptSecretSchema } },
  async handle({ params: { name }, body, context }) {
    const { output } = await perform(context, secretSet, { ...sentObject(body, { value: '…' }), name });
    return { status: 200, json: { name, ...output } };
  },
});

export const removeSecretRoute = defineRoute({
  name: 'removeSecret',
  method: 'DELETE',
  path: '/api/v1/secrets/{name}',
  summary: secretRemove.summary,
  permission: secretRemove.name,
  about: ({ params: { name } }) => subjectOfSecret(name),
  params,
  answers: { 200: { summary: 'It is gone', schema: z.object({ name: z.string() }) } },
  problems: [404],
  async handle({ params: { name }, context }) {
    await perform(context, secretRemove, { name });
    return { status: 200, json: { name } };
  },
});

export const listKeysRoute = defineRoute({
  name: 'listSealingKeys',
  method: 'GET',
  path: '/api/v1/secret-keys',
  summary: 'Which keys there are, and how much is sealed with each',
  permission: readPermission,
  about: () => subjectOfServer('keys'),
  answers: {
    200: {
      summary: 'The newest first',
      schema: z.object({
        owned: z.boolean().describe('Whether they are in a file of ours, and may be rotated here'),
        items: z.array(sealingKeySchema),
      }),
    },
  },
  async handle({ context: { state, keys } }) {
    const sealed = await sealedByKey(state.db);
    const lost = [...sealed.keys()].filter((id) => !keys.keys.includes(id));
    const items = [...keys.keys, ...lost].map((id) => ({
      id,
      current: id === keys.current,
      missing: lost.includes(id),
      sealed: sealed.get(id) ?? 0,
    }));
    return { status: 200, json: { owned: keys.owned, items } };
  },
});

export const rotateKeysRoute = defineRoute({
  name: 'rotateKeys',
  method: 'POST',
  path: '/api/v1/secret-keys/rotate',
  summary: secretRotate.summary,
  permission: secretRotate.name,
  about: () => subjectOfServer('keys'),
  answers: { 202: { summary: 'What was sealed is wrapped anew in a moment', schema: keyRotatedSchema } },
  problems: [409],
  async handle({ context }) {
    const { output } = await perform(context, secretRotate, {});
    return { status: 202, json: output };
  },
});

export const dropKeyRoute = defineRoute({
  name: 'dropKey',
  method: 'DELETE',
  path: '/api/v1/secret-keys/{key}',
  summary: secretDropKey.summary,
  permission: secretDropKey.name,
  about: () => subjectOfServer('keys'),
  params: z.strictObject({ key: z.string().regex(/^[0-9a-f]{16}$/, { error: 'expected the id of a key' }) }),
  answers: { 200: { summary: 'It is gone', schema: z.object({ key: z.string() }) } },
  problems: [404, 409],
  async handle({ params: { key }, context }) {
    const kept = (await listBackups(backupFolderOf(context))).filter(({ manifest }) => manifest.key === key);
    await perform(context, secretDropKey, { key, backups: kept.map(({ id }) => id) });
    return { status: 200, json: { key } };
  },
});
