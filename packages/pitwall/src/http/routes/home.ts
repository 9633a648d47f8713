import { pageHeaders, pageOf } from '../home/page.ts';
import { defineRoute } from '../route.ts';

/** Says what this is; what it knows it shows to who is signed in. */
export const home = defineRoute({
  name: 'home',
  method: 'GET',
  path: '/',
  summary: 'What is running here',
  permission: 'public',
  answers: { 200: { summary: 'A page for people', type: 'text/html' } },
  handle: ({ server: { version } }) => ({
    status: 200,
    text: pageOf(version),
    headers: pageHeaders,
  }),
});
