/** A repeated operand up to this length is cheaper than a lambda, and DuckDB calculates it once when it can. */
const maximumRepeatedLength = 120;

/**
 * SQL that mentions its operand several times. A long operand is bound by a lambda instead of being repeated: repeating
 * would double the query with every level of nesting.
 */
export function letSql(operand: string, body: (operand: string) => string): string {
  if (operand.length <= maximumRepeatedLength) return `(${body(operand)})`;
  return `list_transform([${operand}], lambda pitwall_operand: ${body('pitwall_operand')})[1]`;
}
