/**
 * Niceties only; everything is there without it. Search fields are hidden until it runs.
 * Printing opens what is folded, and folds it again.
 */
export const script = `
for (const input of document.querySelectorAll('input[data-filter]')) {
  const items = [...document.querySelectorAll('#' + input.dataset.filter + ' [data-item]')];
  const search = input.closest('.search');
  const told = search.querySelector('output');
  search.hidden = false;
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    for (const item of items) {
      item.hidden = !(item.querySelector('[data-key]') || item).textContent.toLowerCase().includes(wanted);
      if (!item.hidden) shown += 1;
    }
    told.textContent = wanted ? shown + ' of ' + items.length : '';
  });
}
let opened = [];
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details:not([open])')];
  for (const one of opened) one.open = true;
});
addEventListener('afterprint', () => {
  for (const one of opened) one.open = false;
  opened = [];
});
`;
