import { PitwallError } from '../../core/errors.ts';
import type { SourceFile } from '../source.ts';

/** pandas writes its index without a name; two columns of one name cannot be told apart. */
export function nameColumns(file: SourceFile, header: readonly string[]): string[] {
  const names = header.map((name, position) => (name.trim() === '' ? `column_${position + 1}` : name));
  const positions = new Map<string, number[]>();
  names.forEach((name, position) => {
    const at = positions.get(name);
    if (at) at.push(position + 1);
    else positions.set(name, [position + 1]);
  });
  for (const [name, at] of positions) {
    if (at.length > 1) throw duplicateNames(file, name, at);
  }
  return names;
}

function duplicateNames(file: SourceFile, name: string, positions: readonly number[]): PitwallError {
  const shown =
    positions.length > 5
      ? `${positions.slice(0, 5).join(', ')} and ${positions.length - 5} more`
      : positions.join(' and ');
  return new PitwallError({
    code: 'data.column_names',
    problem: `expected each column to have its own name, found ${JSON.stringify(name)} at positions ${shown}`,
    fix: 'Rename one of them where the file is written',
    place: { file: file.path, ...(file.format === 'csv' || file.format === 'tsv' ? { line: 1 } : {}) },
  });
}
