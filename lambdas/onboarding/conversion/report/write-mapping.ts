/** Writes a mapping as YAML: a few lines for each column, with what the proposal knows of it as comments. */

import { Document, isCollection, isMap, isSeq, type YAMLMap } from 'yaml';
import { listPersonalColumns } from '../../../shared/landing/table-contract.ts';
import type { ColumnMapping, Mapping } from '../../contract/mapping.ts';
import { type ColumnProfile, MIN_ROWS_OF_EXAMPLE, type Proposal } from '../../contract/profile.ts';
import { describeFormat } from '../values/describe-format.ts';

const HEAD = [
  'What each column of the raw files is, and how deliveries are written from them. docs/onboarding.md explains every',
  'key. A changed line counts from the next import on.',
];

const LINE_WIDTH = 120;

export function writeMapping(mapping: Mapping, proposal?: Proposal): string {
  const document = new Document(toPlain(mapping));
  document.commentBefore = HEAD.map((line) => ` ${line}`).join('\n');
  for (const key of ['as_of', 'backtest']) putInLine(document.get(key));
  for (const list of ['bad', 'good']) putItemsInLine(document.getIn(['target', list]));
  for (const [s, source] of mapping.sources.entries()) {
    for (const key of ['files', 'format', 'join']) putInLine(document.getIn(['sources', s, key]));
    for (const [c, column] of source.columns.entries()) {
      const node = document.getIn(['sources', s, 'columns', c]) as YAMLMap;
      for (const { value } of node.items) putInLine(value);
      if (column.use.as === 'field' && column.use.fields.length > 1) putFieldsBelow(node.get('use'));
      const comment = describeColumn(column, findProfile(proposal, source.columns, column));
      if (comment.length > 0) node.commentBefore = comment.map((line) => ` ${line}`).join('\n');
    }
  }
  return document.toString({ lineWidth: LINE_WIDTH });
}

function putInLine(node: unknown): void {
  if (isCollection(node)) node.flow = true;
}

/** Several fields stand below each other, one in a line. */
function putFieldsBelow(use: unknown): void {
  if (!isMap(use)) return;
  use.flow = false;
  putItemsInLine(use.get('fields'));
}

function putItemsInLine(node: unknown): void {
  if (isSeq(node)) for (const item of node.items) putInLine(item);
}

/** The mapping without what is the default anyway. */
function toPlain(mapping: Mapping): object {
  const { version, name, currency, as_of, mode, constants, target, backtest, sources } = mapping;
  return {
    version,
    name,
    currency,
    as_of,
    mode,
    ...(Object.keys(constants).length > 0 ? { constants } : {}),
    target: target && dropDefaults(target, { good: [], event_date: null, performance_months: null }),
    ...(backtest ? { backtest } : {}),
    sources: sources.map(({ join, columns, ...source }) => ({
      ...source,
      format: dropDefaults(source.format, { escape: 'doubled', preamble_lines: 0, footer_lines: 0, footer_rows: 0 }),
      ...(join ? { join } : {}),
      columns: columns.map(toPlainColumn),
    })),
  };
}

function toPlainColumn({ column, use, format, missing, recode, confidence, decided_by }: ColumnMapping): object {
  const plainFormat = dropDefaults(format, { decimal: '.', thousands: null, affixes: [], scale: 1, pivot_year: 49 });
  return {
    column,
    use,
    ...(format.type === 'text' ? {} : { format: plainFormat }),
    ...(missing.length > 0 ? { missing } : {}),
    ...(recode ? { recode } : {}),
    ...(confidence < 1 ? { confidence } : {}),
    ...(decided_by === 'person' ? {} : { decided_by }),
  };
}

const dropDefaults = (value: object, defaults: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    Object.entries(value).filter(
      ([key, item]) => !(key in defaults && JSON.stringify(defaults[key]) === JSON.stringify(item)),
    ),
  );

/** The profile of a column: that of the table with the same columns, if the name alone is not enough. */
function findProfile(
  proposal: Proposal | undefined,
  columns: readonly ColumnMapping[],
  { column }: ColumnMapping,
): ColumnProfile | undefined {
  const names = new Set(columns.map((other) => other.column));
  const table = proposal?.profiles.find((profile) => profile.columns.every((other) => names.has(other.column)));
  return table?.columns.find((other) => other.column === column);
}

const MAX_EXAMPLES = 3;

/** Confidence, examples and what else the column could be. Examples of personal columns are not shown. */
function describeColumn(column: ColumnMapping, profile: ColumnProfile | undefined): string[] {
  const lines: string[] = [];
  if (column.decided_by === 'proposal') lines.push(`proposed, ${Math.round(column.confidence * 100)} % sure`);
  if (!profile) return lines;
  const examples = isPersonal(column) ? [] : profile.frequent.filter(({ rows }) => rows >= MIN_ROWS_OF_EXAMPLE);
  if (examples.length > 0) {
    const texts = examples.slice(0, MAX_EXAMPLES).map(({ text }) => toComment(text));
    lines.push(`for example ${texts.join(' | ')}`);
  }
  lines.push(`${profile.known} known, ${profile.missing} unknown, ${profile.distinct} different`);
  if (profile.alternatives.length > 0) {
    lines.push(`could also be read as ${profile.alternatives.map(describeFormat).map(toComment).join(' or ')}`);
  }
  return lines;
}

function isPersonal({ use }: ColumnMapping): boolean {
  if (use.as === 'left_out')
    return use.because === 'personal' || use.because === 'free_text' || use.because === 'identifier';
  if (use.as !== 'field') return false;
  return use.fields.some(({ field }) => PERSONAL_FIELDS.has(field) || field.endsWith('_id'));
}

/** The columns that are sealed, and the birth date, which says much of a person too. */
const PERSONAL_FIELDS = new Set([...listPersonalColumns('customers'), 'birth_date'].map((name) => `customers.${name}`));

const MAX_EXAMPLE_LENGTH = 60;

const toComment = (text: string): string => {
  const line = text.replace(/\s+|\p{Cc}/gu, ' ');
  return line.length > MAX_EXAMPLE_LENGTH ? `${line.slice(0, MAX_EXAMPLE_LENGTH)}…` : line;
};
