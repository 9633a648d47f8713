/** A path, relative or absolute, Windows or not, or a URL, as a URI reference of unreserved characters. */
export function uriOf(path: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path);
  if (scheme) return scheme[0] + encodePath(path.slice(scheme[0].length));
  const windows = /^[a-z]:[\\/]/i.test(path);
  const slashed = windows || !path.includes('/') ? path.replaceAll('\\', '/') : path;
  if (windows) return `file:///${slashed.slice(0, 2)}${encodePath(slashed.slice(2))}`;
  return (slashed.startsWith('/') ? 'file://' : '') + encodePath(slashed);
}

function encodePath(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
