import { type Events, type EventsOptions, openEvents } from './store.ts';

/** Lends events to a test, and closes them behind it. */
export async function within<Result>(
  options: EventsOptions,
  use: (events: Events) => Promise<Result>,
): Promise<Result> {
  const events = await openEvents(options);
  try {
    return await use(events);
  } finally {
    await events.close();
  }
}
