import { z } from 'zod';
import { alertSettings } from '../../alerts/engine/settings.ts';
import { alertAcknowledge } from '../../alerts/verbs/alert-acknowledge.ts';
import { alertResolve } from '../../alerts/verbs/alert-resolve.ts';
import { newSilenceId } from '../../alerts/verbs/alert-silence.ts';
import { alertSnooze } from '../../alerts/verbs/alert-snooze.ts';
import { perform } from '../../server/perform.ts';
import { listAlertEvents } from '../../state/alert-event-table.ts';
import type { StoredAlert } from '../../state/alert-table.ts';
import { alertPage, type Deed, deeds } from '../alert-page/page.ts';
import { alertBody, alertEventBody } from '../alerts/alert-body.ts';
import { askedAlert } from '../alerts/alert-seen.ts';
import { quietNow } from '../alerts/quiet-now.ts';
import { defineRoute } from '../route.ts';
import { shellHeaders } from '../sign-in-page/shell.ts';

const params = z.strictObject({ id: z.string().min(1).max(200).describe('Its id') });

const verbs = { acknowledge: alertAcknowledge, resolve: alertResolve, snooze: alertSnooze } as const;

/** In which states each does something. */
const fitting: Readonly<Record<Deed, readonly StoredAlert['state'][]>> = {
  acknowledge: ['firing'],
  resolve: ['pending', 'firing', 'acknowledged'],
  snooze: ['pending', 'firing', 'acknowledged'],
};

const shownEvents = 30;
const snoozedFor = '1h';

/** Programs that show what is behind a link ask for it too, so nothing happens here; only the buttons of the page do. */
export const alertPageRoute = defineRoute({
  name: 'alertPage',
  method: 'GET',
  path: '/alerts/{id}',
  summary: 'One alert, on a page for people',
  permission: 'alert.read',
  about: 'listed',
  isForPeople: true,
  params,
  answers: { 200: { summary: 'A page with buttons', type: 'text/html' } },
  problems: [404],
  async handle({ params: { id }, server, context, may }) {
    const { db } = server.state;
    const stored = await askedAlert(db, id, context.actor);
    const [quiet, { items }] = await Promise.all([
      quietNow(server, context.actor),
      listAlertEvents(db, { alert: stored.id, limit: shownEvents }),
    ]);
    const page = {
      alert: alertBody(stored, quiet(stored).quiet, alertSettings(server.config)),
      history: items.map(alertEventBody),
      may: deeds.filter((deed) => fitting[deed].includes(stored.state) && may(verbs[deed].name, stored.subject)),
    };
    return { status: 200, text: alertPage(page), headers: shellHeaders };
  },
});

/** A browser sends it with its cookie, and with where it comes from, which is looked at before. */
function deedRoute(deed: Deed) {
  const verb = verbs[deed];
  return defineRoute({
    name: `${deed}OnPage`,
    method: 'POST',
    path: `/alerts/{id}/${deed}`,
    summary: `${verb.summary}; by the button of its page`,
    permission: verb.name,
    about: 'listed',
    isForPeople: true,
    params,
    answers: { 303: { summary: 'Done: back to the page' } },
    problems: [404, 409],
    async handle({ params: { id }, server, context }) {
      const { subject } = await askedAlert(server.state.db, id, context.actor, verb.name);
      const named = { alert: id, subject };
      if (deed === 'snooze') {
        const silence = { id: newSilenceId(server.world), for: snoozedFor };
        await perform(context, alertSnooze, { ...named, ...silence });
      } else if (deed === 'resolve') await perform(context, alertResolve, named);
      else await perform(context, alertAcknowledge, named);
      return { status: 303, headers: { location: `/alerts/${encodeURIComponent(id)}` } };
    },
  });
}

export const acknowledgeOnPage = deedRoute('acknowledge');
export const resolveOnPage = deedRoute('resolve');
export const snoozeOnPage = deedRoute('snooze');
