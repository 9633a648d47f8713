/** So many rows in random order, each once; all of them where there are no more. */
export function chooseRows(rows: number, most: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const used = Math.min(rows, most);
  for (let place = 0; place < used; place += 1) {
    const other = place + Math.floor(random() * (rows - place));
    const kept = order[place] ?? 0;
    order[place] = order[other] ?? 0;
    order[other] = kept;
  }
  return order.slice(0, used);
}
