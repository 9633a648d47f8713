import { isMap, isPair, isScalar, parseDocument } from 'yaml';
import { contractToYaml } from './formats/yaml.ts';
import type { InferredContract } from './infer.ts';

/** An inferred contract as YAML for a person: beside each column what was seen, at the end what to think about. */
export function draftContract({ contract, seen, suggestions }: InferredContract): string {
  const document = parseDocument(contractToYaml(contract), { compat: 'yaml-1.1' });
  const columns = document.get('columns');
  if (isMap(columns)) {
    for (const pair of columns.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const words = seen.get(String(pair.key.value));
      const value = pair.value as { comment?: string; flow?: boolean } | null;
      if (words && value && (isScalar(pair.value) || value.flow)) value.comment = ` ${oneLine(words)}`;
    }
  }
  const text = document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: true });
  return suggestions.length === 0
    ? text
    : `${text}${suggestions.map((suggestion) => `# ${oneLine(suggestion)}`).join('\n')}\n`;
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
