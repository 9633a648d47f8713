import { closest } from '../../core/suggest.ts';
import { patternProblem } from '../pattern.ts';
import { alike, isTemporal, type Operand, withMoment } from './conversion.ts';
import { formatExpression } from './format.ts';
import { type FunctionDefinition, functionsByName, maximumDigits, type Parameter } from './functions.ts';
import { mistake } from './mistake.ts';
import type { Call } from './syntax.ts';
import { type Kind, kindNames, type Typed } from './typed.ts';

/** Nothing when all arguments are null and the result takes their type. */
export function typedCall(call: Call, typedOperands: readonly (Typed | undefined)[]): Typed | undefined {
  const definition = functionNamed(call);
  checkCount(call, definition);
  const given = call.operands.map((expression, index): Operand => ({ expression, typed: typedOperands[index] }));
  if (definition.result === 'as arguments') return callOfOneType(call, definition, given);
  const operands = given.map((operand, index) => argument(definition, parameterAt(definition, index), operand));
  return { kind: 'operation', type: definition.result, operation: definition, operands };
}

function callOfOneType(call: Call, definition: FunctionDefinition, given: readonly Operand[]): Typed | undefined {
  const shared = alike(call.name, given);
  if (!shared) return undefined;
  if (shared.type === 'boolean' && definition.parameters.includes('ordered')) {
    throw mistake(
      call.offset,
      `\`${call.name}\` needs values with an order, but \`${formatExpression(call)}\` is about true and false`,
      'Use `and` or `or`',
    );
  }
  return { kind: 'operation', type: shared.type, operation: definition, operands: shared.operands };
}

function functionNamed(call: Call): FunctionDefinition {
  const definition = functionsByName.get(call.name);
  if (definition) return definition;
  const near = closest(call.name, functionsByName.keys());
  throw mistake(
    call.offset,
    `there is no function \`${call.name}\``,
    near ? `Did you mean \`${near}\`` : `Use one of ${[...functionsByName.keys()].join(', ')}`,
  );
}

function checkCount({ name, operands, offset }: Call, definition: FunctionDefinition): void {
  const most = definition.parameters.length;
  const least = most - (definition.optional ?? 0);
  if (operands.length >= least && (operands.length <= most || definition.repeats)) return;
  const expected = definition.repeats ? `at least ${least}` : least === most ? `${most}` : `${least} or ${most}`;
  throw mistake(
    offset,
    `\`${name}\` takes ${expected} ${expected === '1' ? 'argument' : 'arguments'}, but ${operands.length} came`,
    `Write it like \`${signature(definition)}\``,
  );
}

function signature({ name, parameters, optional = 0, repeats }: FunctionDefinition): string {
  const required = parameters.slice(0, parameters.length - optional).join(', ');
  const rest = parameters.slice(parameters.length - optional).map((parameter) => `[, ${parameter}]`);
  return `${name}(${required}${rest.join('')}${repeats ? ', …' : ''})`;
}

function parameterAt({ parameters }: FunctionDefinition, index: number): Parameter {
  const parameter = parameters[index] ?? parameters.at(-1);
  if (!parameter) throw new Error('a function without parameters has been given an argument');
  return parameter;
}

function argument({ name }: FunctionDefinition, parameter: Parameter, operand: Operand): Typed {
  switch (parameter) {
    case 'digits':
      return digits(name, operand);
    case 'pattern':
      return pattern(operand);
    case 'moment': {
      const { expression, typed } = withMoment(operand);
      if (typed && !isTemporal(typed.type)) throw wrongArgument(name, 'a date or timestamp', { expression, typed });
      return typed ?? { kind: 'constant', type: 'date', value: null };
    }
    case 'ordered':
    case 'any':
      throw new Error(`the arguments of ${name} are checked together`);
    default:
      return ofKind(name, parameter, operand);
  }
}

function ofKind(name: string, kind: Kind, operand: Operand): Typed {
  const { typed } = operand;
  if (!typed) return { kind: 'constant', type: kind, value: null };
  if (typed.type !== kind) throw wrongArgument(name, kindNames[kind], operand);
  return typed;
}

function digits(name: string, operand: Operand): Typed {
  const { expression } = operand;
  const value = expression.kind === 'literal' ? expression.value : undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value <= maximumDigits) {
    return { kind: 'constant', type: 'number', value };
  }
  throw mistake(
    expression.offset,
    `\`${name}\` rounds to a written number of digits from 0 to ${maximumDigits}, but \`${formatExpression(expression)}\` came`,
    'Write it like `round(closing, 2)`',
  );
}

function pattern({ expression }: Operand): Typed {
  if (expression.kind !== 'literal' || typeof expression.value !== 'string') {
    throw mistake(
      expression.offset,
      `\`matches\` needs a pattern that is written out, but \`${formatExpression(expression)}\` came`,
      "Write it like `matches(team, '[A-Z]{3}')`",
    );
  }
  const problem = patternProblem(expression.value);
  if (problem) throw mistake(expression.offset, problem, 'Write a simpler pattern that the whole text must match');
  return { kind: 'constant', type: 'text', value: expression.value };
}

function wrongArgument(name: string, expected: string, { expression, typed }: Operand): Error {
  const came = typed ? kindNames[typed.type] : 'null';
  return mistake(
    expression.offset,
    `\`${name}\` needs ${expected}, but \`${formatExpression(expression)}\` is ${came}`,
    'Use another column, or give the column another type in the contract',
  );
}
