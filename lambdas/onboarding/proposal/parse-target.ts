/**
 * Parses what a person says about the outcome: `status in (Charged Off, Default)`, `class = 2`,
 * `days_past_due >= 90 within 12 months of issue_d`, `write_off_date is known`, `… good if status = Paid`.
 */
import { RawFileRefused } from '../contract/refusals.ts';
import type { TargetCondition, TargetDefinition } from '../contract/target.ts';

export interface ParsedTarget {
  target: TargetDefinition;
  /** The column from which `within … of COLUMN` counts; null when it is not said. */
  since: string | null;
}

/**
 * Parses the expression.
 * @throws {RawFileRefused} when it is none; the message points at the place
 */
export const parseTarget = (text: string): TargetDefinition => parseTargetExpression(text).target;

/**
 * Parses the expression with the column from which its window counts.
 * @throws {RawFileRefused} when it is none; the message points at the place
 */
export function parseTargetExpression(text: string): ParsedTarget {
  const parser = new TargetParser(text);
  const bad = parser.readConditions();
  let performanceMonths: number | null = null;
  let since: string | null = null;
  let eventDate: string | null = null;
  let good: TargetCondition[] = [];
  while (!parser.isAtEnd()) {
    if (parser.takeWord('within')) {
      performanceMonths = parser.readMonths();
      if (parser.takeWord('of') || parser.takeWord('from') || parser.takeWord('after')) since = parser.readName();
    } else if (parser.takeWord('dated')) eventDate = parser.readName();
    else if (parser.takeWord('good')) {
      parser.takeWord('if');
      good = parser.readConditions();
    } else throw parser.createError('"or", "within N months", "dated COLUMN" or "good if CONDITION"');
  }
  return {
    target: {
      description: text.trim().slice(0, 400),
      bad,
      good,
      event_date: eventDate,
      performance_months: performanceMonths,
    },
    since,
  };
}

const OPERATOR = /\s+(?:not\s+in|in|is)(?=[\s("'])|\s*(?:>=|<=|!=|<>|==|=|>|<|≥|≤)/iy;
const KEYWORD = /^(?:or|and|within|dated|good)$/i;
const MAX_MONTHS = 120;

class TargetParser {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  createError(expected: string, at = this.at): RawFileRefused {
    const found = this.text.slice(at).trim().split(/\s+/)[0];
    const place = found ? `at character ${at + 1} ("${found.slice(0, 30)}")` : 'at its end';
    return new RawFileRefused(
      'InvalidMapping',
      `the target expression is not understood ${place}: ${expected} is expected there, as in ` +
        `"status in (Charged Off, Default)" or "days_past_due >= 90 within 12 months"`,
    );
  }

  isAtEnd(): boolean {
    this.skipSpaces();
    return this.at >= this.text.length;
  }

  takeWord(word: string): boolean {
    this.skipSpaces();
    const form = new RegExp(`${word}(?![\\p{L}\\p{N}_])`, 'iyu');
    form.lastIndex = this.at;
    if (!form.test(this.text)) return false;
    this.at = form.lastIndex;
    return true;
  }

  readConditions(): TargetCondition[] {
    const conditions = [this.readCondition()];
    while (this.takeWord('or')) conditions.push(this.readCondition());
    const at = this.at;
    if (this.takeWord('and'))
      throw this.createError('"or" (conditions that hold together need a column of their own)', at);
    return conditions;
  }

  readMonths(): number {
    this.skipSpaces();
    const start = this.at;
    const number = this.takeForm(/\d{1,4}/y);
    if (number === undefined) throw this.createError('a number of months', start);
    const isYears = this.takeWord('years') || this.takeWord('year');
    if (!isYears && !this.takeWord('months') && !this.takeWord('month')) throw this.createError('"months"');
    const months = Number(number) * (isYears ? 12 : 1);
    if (months < 1 || months > MAX_MONTHS) throw this.createError(`a number of months from 1 to ${MAX_MONTHS}`, start);
    return months;
  }

  /** A name up to the next keyword; quotes protect everything. */
  readName(): string {
    const quoted = this.readQuoted();
    if (quoted !== undefined) return quoted;
    const words: string[] = [];
    while (!this.isAtEnd()) {
      const start = this.at;
      const word = this.takeForm(/[^\s]+/y) ?? '';
      if (KEYWORD.test(word)) {
        this.at = start;
        break;
      }
      words.push(word);
    }
    if (words.length === 0) throw this.createError('the name of a column');
    return words.join(' ');
  }

  private readCondition(): TargetCondition {
    const column = this.readColumn();
    this.skipSpaces();
    const start = this.at;
    if (this.takeWord('is')) return this.readKnown(column);
    if (this.takeWord('in')) return { column, is: 'in', values: this.readList() };
    const sign = this.takeForm(/>=|<=|!=|<>|==|=|>|<|≥|≤/y);
    switch (sign) {
      case '=':
      case '==':
        return { column, is: 'in', values: [this.readValue(/\s+(?:or|and|within|dated|good)(?![\p{L}\p{N}_])|$/giu)] };
      case '>=':
      case '≥':
        return { column, is: 'at_least', value: this.readNumber() };
      case '<':
        return { column, is: 'below', value: this.readNumber() };
      default:
        throw this.createError('one of "in (…)", "=", ">=", "<", "is known" and "is unknown"', start);
    }
  }

  /** Everything before the operator, so that names with spaces need no quotes. */
  private readColumn(): string {
    const quoted = this.readQuoted();
    if (quoted !== undefined) return quoted;
    this.skipSpaces();
    const start = this.at;
    for (let at = start; at <= this.text.length; at += 1) {
      OPERATOR.lastIndex = at;
      if (!OPERATOR.test(this.text)) continue;
      const name = this.text.slice(start, at).trim();
      if (name === '') break;
      this.at = at;
      return name;
    }
    if (this.at >= this.text.length) throw this.createError('the name of a column');
    this.at = this.text.length;
    throw this.createError('one of "in (…)", "=", ">=", "<", "is known" and "is unknown"');
  }

  private readKnown(column: string): TargetCondition {
    if (this.takeWord('not')) {
      if (['null', 'empty', 'unknown'].some((word) => this.takeWord(word))) return { column, is: 'known' };
    } else {
      if (['known', 'filled', 'set'].some((word) => this.takeWord(word))) return { column, is: 'known' };
      if (['unknown', 'empty', 'null', 'missing'].some((word) => this.takeWord(word))) return { column, is: 'unknown' };
    }
    throw this.createError('"known" or "unknown"');
  }

  private readList(): string[] {
    this.skipSpaces();
    const opening = this.at;
    if (this.takeForm(/\(/y) === undefined) throw this.createError('"("');
    const values: string[] = [];
    do {
      const value = this.readValue(/[,)]/g);
      if (value !== '') values.push(value);
    } while (this.takeForm(/\s*,/y) !== undefined);
    if (this.takeForm(/\s*\)/y) === undefined) throw this.createError('")" for the list that begins here', opening);
    if (values.length === 0) throw this.createError('a value', opening);
    return values;
  }

  private readValue(end: RegExp): string {
    const quoted = this.readQuoted();
    if (quoted !== undefined) return quoted;
    this.skipSpaces();
    end.lastIndex = this.at;
    const stop = end.exec(this.text)?.index ?? this.text.length;
    const value = this.text.slice(this.at, stop).trim();
    if (value === '' && end.source !== '[,)]') throw this.createError('a value');
    this.at = stop;
    return value;
  }

  private readNumber(): number {
    this.skipSpaces();
    const number = this.takeForm(/[-+]?\d+(?:\.\d+)?(?![\d.,])/y);
    if (number === undefined) throw this.createError('a number');
    return Number(number);
  }

  private readQuoted(): string | undefined {
    this.skipSpaces();
    const [, doubled, single, back] = this.matchForm(/"([^"]*)"|'([^']*)'|`([^`]*)`/y) ?? [];
    return doubled ?? single ?? back;
  }

  private matchForm(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.at;
    const match = form.exec(this.text) ?? undefined;
    if (match) this.at = form.lastIndex;
    return match;
  }

  private takeForm(form: RegExp): string | undefined {
    return this.matchForm(form)?.[0];
  }

  private skipSpaces(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }
}
