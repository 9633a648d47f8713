import type { Reply } from './route.ts';

/** All of it is our own text: nothing of a request is repeated here. */
export function plainPage(title: string, body: string): Reply {
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title} – Pitwall</title>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
  return { status: 200, text, headers: { 'content-type': 'text/html; charset=utf-8' } };
}
