/**
 * What the page does once it is there: asks the API with the session of the browser, like every other client, and
 * shows what comes. Text is put in as text, so that no name can be markup.
 */
export const script = `
const signs = { pass: '✓ pass', warning: '! warning', alert: '✗ alert', unknown: '? unknown' };
const mostShown = 30;
const at = (id) => document.getElementById(id);
const ask = async (path) => {
  const answer = await fetch(path);
  if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { status: answer.status });
  return answer.json();
};
const time = (text) => (text ? text.slice(0, 16).replace('T', ' ') + ' UTC' : '—');
const came = (what) => (what ? what.count.toLocaleString() + ', last ' + time(what.lastAt) : 'none');
const make = (name, text, className) => {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  return node;
};
const badge = (status) => make('span', signs[status] ?? status ?? '—', status in signs ? 'badge ' + status : '');
const cell = (content, className) => {
  const node = make('td', undefined, className);
  node.append(content);
  return node;
};
const row = (...cells) => {
  const node = make('tr');
  node.append(...cells);
  return node;
};
const link = (href, text) => Object.assign(make('a', text), { href });
const decoded = (subject) => subject.replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%25', '%');

function findingRow({ id, finding, window: span, correctedBy }) {
  const says = make('span', finding.message + (correctedBy ? ' (corrected since)' : ''));
  return row(
    cell(time(finding.at), 'when'),
    cell(badge(finding.status)),
    cell(link('/api/v1/findings/' + encodeURIComponent(id), decoded(finding.subject)), 'subject'),
    cell(says, 'says'),
    cell(span ? time(span.start) + ' to ' + time(span.end) : '—', 'soft'),
  );
}

function showFindings(items) {
  at('no-findings').hidden = items.length > 0;
  at('findings').hidden = items.length === 0;
  at('finding-rows').replaceChildren(...items.map(findingRow));
}

async function showAll() {
  const [status, models, findings, jobs] = await Promise.all([
    ask('/api/v1/status'),
    ask('/api/v1/models'),
    ask('/api/v1/findings?standing=true&status=alert,warning,unknown&limit=' + mostShown),
    ask('/api/v1/jobs'),
  ]);
  at('project').textContent = status.project;
  at('since').textContent = 'version ' + status.version + ', up since ' + time(status.startedAt) + ', ' +
    (status.ready ? 'ready' : 'not ready: ' + status.reasons.join('; '));
  at('no-models').hidden = models.items.length > 0;
  at('models').hidden = models.items.length === 0;
  at('model-rows').replaceChildren(...models.items.map((model) => row(
    cell(link('/api/v1/models/' + encodeURIComponent(model.name) + '/windows', model.name), 'subject'),
    cell(badge(model.window?.status)),
    cell(model.window ? time(model.window.start) + ' to ' + time(model.window.end) : '—', 'soft'),
    cell(came(model.predictions), 'when'),
    cell(came(model.labels), 'when'),
  )));
  showFindings(findings.items);
  const bad = jobs.items.filter(({ state }) => state === 'failing' || state === 'dead');
  at('job-words').textContent = jobs.items.length + ' jobs, ' +
    (bad.length === 0 ? 'none failing' : bad.length + ' failing: ' + bad.map(({ name }) => name).join(', '));
  for (const one of document.querySelectorAll('[data-signed-in]')) one.hidden = false;
  at('sign-in').hidden = true;
}

let waiting;
const soon = () => {
  waiting ??= setTimeout(() => {
    waiting = undefined;
    showAll().catch(() => undefined);
  }, 200);
};

showAll().then(
  () => {
    // told of each new finding; where that fails the browser asks again by itself, and we look every half minute
    new EventSource('/api/v1/events').addEventListener('finding', soon);
    setInterval(soon, 30_000);
  },
  (error) => {
    at('sign-in').hidden = error.status !== 401;
    at('trouble').hidden = error.status === 401;
  },
);
`;
