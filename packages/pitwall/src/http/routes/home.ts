import { defineRoute } from '../route.ts';

/** Says what this is, and nothing of what it knows. */
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
    headers: { 'content-type': 'text/html; charset=utf-8' },
  }),
});

const pageOf = (version: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Pitwall</title>
</head>
<body>
<main>
<h1>Pitwall</h1>
<p>The control room for machine-learning models in production, version ${version}, is running.</p>
<ul>
<li><a href="/api/v1/openapi.json">The document of its API</a></li>
<li><a href="/api/v1/status">How it is</a> (signed in)</li>
<li><a href="/readyz">Whether it is ready</a></li>
</ul>
</main>
</body>
</html>
`;
