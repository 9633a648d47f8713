/**
 * What the page does once it is there: asks the API with the session of the browser, like every other client, and
 * shows what comes. Text is put in as text, so that no name can be markup.
 */
export const script = `
const signs = { pass: '✓ pass', warning: '! warning', alert: '✗ alert', unknown: '? unknown' };
const worst = ['alert', 'warning', 'unknown'];
const lookedAt = 1000;
const mostShown = 30;
const at = (id) => document.getElementById(id);
const ask = async (path) => {
  const answer = await fetch(path);
  if (!answer.ok) throw Object.assign(new Error(String(answer.status)), { status: answer.status });
  return answer.json();
};
const make = (name, content, className) => {
  const node = document.createElement(name);
  if (content !== undefined) node.append(content);
  if (className) node.className = className;
  return node;
};
const time = (text) => (text ? text.slice(0, 16).replace('T', ' ') + ' UTC' : '—');
const when = (text) => make('span', time(text), 'whole');
const came = (what) => {
  if (!what) return 'none';
  const both = make('span', what.count.toLocaleString('en') + ', ');
  both.append(make('span', 'last ' + time(what.lastAt), 'whole'));
  return both;
};
const spanOf = (span) => {
  if (!span) return '—';
  const days = [span.start, span.end].every((text) => text.slice(11, 19) === '00:00:00');
  const short = (text) => (days ? text.slice(0, 10) : time(text));
  const both = make('span', make('span', short(span.start) + ' to', 'whole'));
  both.append(' ', make('span', short(span.end), 'whole'));
  return both;
};
const badge = (status) => make('span', signs[status] ?? status ?? '—', status in signs ? 'badge ' + status : '');
const cell = (label, content, className) => {
  const node = make('td', content, className);
  node.dataset.label = label;
  return node;
};
const row = (...cells) => {
  const node = make('tr');
  node.append(...cells);
  return node;
};
const link = (href, text) => Object.assign(make('a', text, 'name'), { href });
const decoded = (name) => name.replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%25', '%');
const subjectName = (subject) => subject.split('/').map((step) => {
  const colon = step.indexOf(':');
  const name = step.slice(colon + 1);
  return ['', 'model'].includes(step.slice(0, colon)) ? decoded(name) : step.slice(0, colon) + ' ' + decoded(name);
}).join(' / ');

function findingRow({ id, finding, window: span }) {
  const what = make('span', link('/api/v1/findings/' + encodeURIComponent(id), subjectName(finding.subject)));
  what.append(make('span', finding.metric, 'metric soft'));
  return row(
    cell('status', badge(finding.status)),
    cell('of', what, 'subject'),
    cell('says', make('span', finding.message, 'name'), 'says'),
    cell('window', spanOf(span), 'soft'),
    cell('judged', when(finding.at), 'soft'),
  );
}

// a finding is over when a later window answers the same question
function lastOfEach(items) {
  const about = ({ window: span, finding }) => Date.parse(span?.end ?? finding.at);
  const found = new Map();
  for (const one of items) {
    const question = one.finding.metric + ' ' + one.finding.subject;
    const known = found.get(question);
    if (!known || about(one) > about(known)) found.set(question, one);
  }
  return [...found.values()];
}

function showFindings(items) {
  const open = lastOfEach(items)
    .filter(({ finding }) => finding.status !== 'pass')
    .sort((a, b) => worst.indexOf(a.finding.status) - worst.indexOf(b.finding.status));
  at('open-count').textContent = open.length === 0 ? '' : ' (' + open.length + ')';
  at('no-findings').hidden = open.length > 0;
  at('findings').hidden = open.length === 0;
  at('finding-rows').replaceChildren(...open.slice(0, mostShown).map(findingRow));
  at('more-findings').hidden = open.length <= mostShown;
  at('more-count').textContent = String(open.length - mostShown);
}

const severities = { critical: '✗ critical', high: '✗ high', medium: '! medium', low: '? low' };
const tones = { critical: 'alert', high: 'alert', medium: 'warning', low: 'unknown' };
const bySeverity = Object.keys(severities);
const quietWords = ({ silencedBy, inhibitedBy, mutedBy }) =>
  silencedBy.length > 0 ? ', silenced' : inhibitedBy.length > 0 ? ', inhibited' : mutedBy.length > 0 ? ', muted' : '';

function alertRow(alert) {
  const what = make('span', link('/alerts/' + encodeURIComponent(alert.id), subjectName(alert.subject)));
  what.append(make('span', alert.title, 'metric soft'));
  return row(
    cell('severity', make('span', severities[alert.severity] ?? alert.severity, 'badge ' + (tones[alert.severity] ?? 'unknown'))),
    cell('of', what, 'subject'),
    cell('says', make('span', alert.summary, 'name'), 'says'),
    cell('state', make('span', alert.state + quietWords(alert.quiet), 'whole')),
    cell('since', when(alert.firedAt ?? alert.since), 'soft'),
  );
}

// what nobody has comes before what somebody has, and of each the worst first
function showAlerts({ items, more }) {
  const open = items.toSorted((a, b) =>
    (a.state === 'acknowledged') - (b.state === 'acknowledged') ||
    bySeverity.indexOf(a.severity) - bySeverity.indexOf(b.severity));
  at('alert-count').textContent = open.length === 0 ? '' : ' (' + open.length + (more ? ' or more' : '') + ')';
  at('no-alerts').hidden = open.length > 0;
  at('alerts').hidden = open.length === 0;
  at('alert-rows').replaceChildren(...open.slice(0, mostShown).map(alertRow));
  at('more-alerts').hidden = open.length <= mostShown;
  at('more-alert-count').textContent = String(open.length - mostShown);
}

function modelRow(model) {
  const windows = '/api/v1/models/' + encodeURIComponent(model.name) + '/windows';
  return row(
    cell('model', link(windows, model.name), 'subject'),
    cell('status', badge(model.window?.status)),
    cell('of the window', spanOf(model.window), 'soft'),
    cell('predictions', came(model.predictions), 'soft'),
    cell('labels', came(model.labels), 'soft'),
  );
}

// what may not be seen is not asked for again: each refusal stands in the audit
const refused = new Set();
const askIfMay = async (path) => {
  if (refused.has(path)) return undefined;
  try {
    return await ask(path);
  } catch (error) {
    if (error.status !== 403) throw error;
    refused.add(path);
    return undefined;
  }
};
const show = (part, isSeen) => {
  document.querySelector('[data-part=' + part + ']').hidden = !isSeen;
};

const roleNames = { admin: 'administrator' };
const grantWords = ({ role, on }) => {
  const where = on.length === 0 || on.includes('*') ? '' : ' of ' + on.map((one) => one.replace(':', ' ')).join(', ');
  return (roleNames[role] ?? role) + where;
};
const rolesWords = (grants) => {
  if (!grants) return 'may do everything';
  return grants.length === 0 ? 'without a role' : grants.map(grantWords).join('; ');
};

let knownGrants;
function showWho({ actor, account, grants }) {
  const name = account?.name ?? (actor === 'owner' ? 'the owner of this server' : actor);
  at('who-name').textContent = name;
  at('who-roles').textContent = ', ' + rolesWords(grants);
  at('nothing-name').textContent = account?.name ?? 'NAME';
  const granted = JSON.stringify(grants);
  if (granted !== knownGrants) refused.clear();
  knownGrants = granted;
}

function showModels({ items }) {
  at('no-models').hidden = items.length > 0;
  at('models').hidden = items.length === 0;
  at('model-rows').replaceChildren(...items.map(modelRow));
}

function showJobs({ items }) {
  const bad = items.filter(({ state }) => state === 'failing' || state === 'dead');
  at('job-words').textContent = items.length + (items.length === 1 ? ' job, ' : ' jobs, ') +
    (bad.length === 0 ? 'none failing' : bad.length + ' failing: ' + bad.map(({ name }) => name).join(', '));
}

function showStatus(status) {
  at('project').textContent = status.project;
  at('since').textContent = 'version ' + status.version + ', up since ' + time(status.startedAt) + ', ' +
    (status.ready ? 'ready' : 'not ready: ' + status.reasons.join('; '));
}

async function showAll() {
  // alone, so that who is not signed in is told so once
  const who = await ask('/api/v1/whoami');
  showWho(who);
  const isAsked = who.grants?.length !== 0;
  const [status, models, findings, jobs, alerts] = await Promise.all(isAsked ? [
    askIfMay('/api/v1/status'),
    askIfMay('/api/v1/models'),
    askIfMay('/api/v1/findings?standing=true&limit=' + lookedAt),
    askIfMay('/api/v1/jobs'),
    askIfMay('/api/v1/alerts?limit=' + lookedAt),
  ] : []);
  if (status) showStatus(status);
  if (models) showModels(models);
  if (findings) showFindings(findings.items);
  if (jobs) showJobs(jobs);
  if (alerts) showAlerts(alerts);
  show('who', true);
  show('models', models);
  show('findings', findings);
  show('jobs', jobs);
  show('alerts', alerts);
  show('nothing', !models && !findings && !jobs && !alerts);
  at('sign-in').hidden = true;
  at('trouble').hidden = true;
  return findings !== undefined;
}

// what was shown before stays, under a word that it is not from now; but not for who is signed in no more
function failed(error) {
  const isOver = error.status === 401;
  at('sign-in').hidden = !isOver;
  at('trouble').hidden = isOver;
  if (isOver) for (const part of document.querySelectorAll('[data-part]')) part.hidden = true;
}

let waiting;
let following = false;
const soon = (milliseconds) => {
  waiting ??= setTimeout(look, milliseconds);
};

// one after another: an answer from before must not take the place of a later one
let turn = Promise.resolve();
function look() {
  waiting = undefined;
  turn = turn.then(showAll).then(follow, failed);
  return turn;
}

// told of each new finding; where that fails the browser asks again by itself, and we look every half minute
function follow(maySee) {
  if (following || !maySee) return;
  following = true;
  const events = new EventSource('/api/v1/events');
  // what came between the last look and now is not told of
  events.addEventListener('open', () => soon(0));
  events.addEventListener('finding', () => soon(200));
  events.addEventListener('alert', () => soon(200));
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED) following = false;
  });
}

setInterval(() => soon(0), 30_000);
look();
`;
