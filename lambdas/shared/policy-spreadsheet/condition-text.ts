/** Writes conditions as a line of text, such as `all(age_years below 18 or unknown; the pd above 0.1)`, and reads it. */
import { RiskError } from '../errors.ts';
import type { Condition, NumberTest, Operand } from '../policy/condition.ts';

/** A text is no condition. The message says where it stops to be one. */
export class InvalidConditionText extends RiskError {}

const TEST_WORDS = { below: 'below', at_most: 'at most', above: 'above', at_least: 'at least' } as const;
/** Words of the text: a feature of such a name is written in quotes, as one with other characters. */
const RESERVED: readonly string[] = ['all', 'any', 'not', 'value', 'the'];
const TOKEN = /\s*("(?:[^"\\]|\\.)*"|[()[\];,]|[^\s()[\];,"]+)/y;

/** Formats a condition; `or unknown` says that it is met where the feature is unknown. */
export function formatCondition(condition: Condition): string {
  if ('all' in condition) return `all(${condition.all.map(formatCondition).join('; ')})`;
  if ('any' in condition) return `any(${condition.any.map(formatCondition).join('; ')})`;
  if ('not' in condition) return `not(${formatCondition(condition.not)})`;
  const operand = formatOperand(condition);
  if ('is' in condition) return `${operand} is ${condition.is}`;
  const unknown = condition.if_unknown === 'met' ? ' or unknown' : '';
  if ('in' in condition) return `${operand} in ${formatList(condition.in)}${unknown}`;
  if ('not_in' in condition) return `${operand} not in ${formatList(condition.not_in)}${unknown}`;
  return `${operand} ${formatTest(condition)}${unknown}`;
}

/** Formats what is read: a feature by its name, `value x` for a value of the policy, `the pd` or `the score`. */
export function formatOperand(operand: Operand): string {
  if ('value' in operand) return `value ${operand.value}`;
  if ('of' in operand) return `the ${operand.of}`;
  const { feature } = operand;
  return /^[a-z][a-z0-9_]*$/.test(feature) && !RESERVED.includes(feature) ? feature : JSON.stringify(feature);
}

/** Formats categories as a list of quoted texts. */
export const formatList = (categories: readonly string[]): string =>
  `[${categories.map((category) => JSON.stringify(category)).join(', ')}]`;

function formatTest(test: NumberTest): string {
  if ('between' in test) return `between ${test.between[0]} and ${test.between[1]}`;
  const [[name = '', bound] = []] = Object.entries(test).filter(([key]) => key in TEST_WORDS);
  return `${TEST_WORDS[name as keyof typeof TEST_WORDS]} ${bound}`;
}

/**
 * Reads a condition.
 * @throws {InvalidConditionText} when the text is no condition
 */
export const parseCondition = (text: string): Condition => parseWhole(text, readCondition);

/**
 * Reads what `formatOperand` writes.
 * @throws {InvalidConditionText} when the text names nothing that can be read
 */
export const parseOperand = (text: string): Operand => parseWhole(text, readOperand);

/**
 * Reads what `formatList` writes.
 * @throws {InvalidConditionText} when the text is no list
 */
export const parseList = (text: string): string[] => parseWhole(text, readList);

function parseWhole<T>(text: string, read: (tokens: Tokens) => T): T {
  const tokens = new Tokens(text);
  const result = read(tokens);
  if (tokens.next !== undefined) throw new InvalidConditionText(`${tokens.next} is not expected here`);
  return result;
}

/** The words of a text, read one after the other. */
class Tokens {
  readonly #tokens: string[];
  #position = 0;

  constructor(text: string) {
    const pattern = new RegExp(TOKEN);
    this.#tokens = [];
    while (pattern.lastIndex < text.trimEnd().length) {
      const [, token] = pattern.exec(text) ?? [];
      if (token === undefined) throw new InvalidConditionText('a quotation mark is not closed');
      this.#tokens.push(token);
    }
  }

  get next(): string | undefined {
    return this.#tokens[this.#position];
  }

  take(): string {
    const token = this.next;
    if (token === undefined) throw new InvalidConditionText('the text ends too early');
    this.#position += 1;
    return token;
  }

  skip(token: string): boolean {
    if (this.next !== token) return false;
    this.#position += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.skip(token)) throw new InvalidConditionText(`${token} is expected instead of ${this.next ?? 'the end'}`);
  }
}

function readCondition(tokens: Tokens): Condition {
  for (const join of ['all', 'any'] as const) {
    if (!tokens.skip(join)) continue;
    const parts = readParts(tokens);
    return join === 'all' ? { all: parts } : { any: parts };
  }
  if (tokens.skip('not')) {
    const [part, ...others] = readParts(tokens);
    if (!part || others.length > 0) throw new InvalidConditionText('not(…) has one condition');
    return { not: part };
  }
  return readTest(tokens, readOperand(tokens));
}

function readParts(tokens: Tokens): Condition[] {
  tokens.expect('(');
  const parts = [readCondition(tokens)];
  while (tokens.skip(';')) parts.push(readCondition(tokens));
  tokens.expect(')');
  return parts;
}

function readOperand(tokens: Tokens): Operand {
  if (tokens.skip('value')) return { value: readName(tokens) };
  if (!tokens.skip('the')) return { feature: readName(tokens) };
  const of = tokens.take();
  if (of !== 'pd' && of !== 'score') throw new InvalidConditionText(`pd or score is expected instead of ${of}`);
  return { of };
}

function readName(tokens: Tokens): string {
  const token = tokens.take();
  if (/^[()[\];,]$/.test(token)) throw new InvalidConditionText(`a name is expected instead of ${token}`);
  return token.startsWith('"') ? readText(token) : token;
}

function readTest(tokens: Tokens, operand: Operand): Condition {
  if ('feature' in operand) {
    const { feature } = operand;
    if (tokens.skip('is')) return { feature, is: readKnowledge(tokens) };
    if (tokens.skip('in')) return { feature, in: readList(tokens), if_unknown: readUnknown(tokens) };
    if (tokens.skip('not')) {
      tokens.expect('in');
      return { feature, not_in: readList(tokens), if_unknown: readUnknown(tokens) };
    }
    return { feature, ...readNumberTest(tokens), if_unknown: readUnknown(tokens) };
  }
  return { ...operand, ...readNumberTest(tokens) };
}

function readKnowledge(tokens: Tokens): 'known' | 'unknown' {
  const is = tokens.take();
  if (is !== 'known' && is !== 'unknown')
    throw new InvalidConditionText(`known or unknown is expected instead of ${is}`);
  return is;
}

function readUnknown(tokens: Tokens): 'met' | 'not_met' {
  if (!tokens.skip('or')) return 'not_met';
  tokens.expect('unknown');
  return 'met';
}

function readNumberTest(tokens: Tokens): NumberTest {
  const word = tokens.take();
  if (word === 'below') return { below: readNumber(tokens) };
  if (word === 'above') return { above: readNumber(tokens) };
  if (word === 'between') {
    const lowest = readNumber(tokens);
    tokens.expect('and');
    return { between: [lowest, readNumber(tokens)] };
  }
  if (word === 'at') {
    if (tokens.skip('most')) return { at_most: readNumber(tokens) };
    tokens.expect('least');
    return { at_least: readNumber(tokens) };
  }
  throw new InvalidConditionText(
    `a test (below, at most, above, at least, between, in, is) is expected instead of ${word}`,
  );
}

function readNumber(tokens: Tokens): number {
  const token = tokens.take();
  const number = Number(token);
  if (!Number.isFinite(number)) throw new InvalidConditionText(`a number is expected instead of ${token}`);
  return number;
}

function readList(tokens: Tokens): string[] {
  tokens.expect('[');
  const list = [readText(tokens.take())];
  while (tokens.skip(',')) list.push(readText(tokens.take()));
  tokens.expect(']');
  return list;
}

function readText(token: string): string {
  try {
    const text: unknown = JSON.parse(token);
    if (typeof text === 'string') return text;
  } catch {
    // Reported below with the token.
  }
  throw new InvalidConditionText(`a text in quotation marks is expected instead of ${token}`);
}
