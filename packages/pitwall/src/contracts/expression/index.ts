export { evaluate, evaluator } from './evaluate.ts';
export { parseExpression } from './parse.ts';
export { toSql } from './sql.ts';
export { columnsOf, type Expression } from './syntax.ts';
export type { Value } from './typed.ts';
export { checkExpression } from './types.ts';
