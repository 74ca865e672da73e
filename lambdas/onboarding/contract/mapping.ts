/**
 * Defines the mapping file: what each column of a lender's raw files is, and how ordinary deliveries are written from
 * them. Open it to change what a person can say in `mapping.yaml`; docs/onboarding.md explains every key.
 */
import { z } from 'zod';
import { Actionability } from '../../shared/features/actionability.ts';
import { AsOfDate } from '../../shared/runs/run.ts';
import { TargetDefinition } from './target.ts';

/** Names the folder `inbox/<name>/` too. */
export const MappingName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a name of lower-case letters, digits and "-", 40 at most');

/** How the bytes of a file become rows of text. Only delimited text has a dialect. */
export const SourceFormat = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('delimited'),
    /** WHATWG label, for example utf-8, utf-16le, windows-1252. */
    encoding: z.string(),
    /** One character; ' ' stands for any run of spaces and tabs. */
    delimiter: z.string().length(1),
    /** Null: quotes have no meaning. */
    quote: z.enum(['"', "'"]).nullable(),
    /** How a quote within quotes is written: doubled, or after a backslash. */
    escape: z.enum(['doubled', 'backslash']).default('doubled'),
    header: z.boolean(),
    /** Lines before the header (or the first row) that are no table. */
    preamble_lines: z.int().nonnegative().default(0),
    /** Lines at the end that are no rows, such as totals. */
    footer_lines: z.int().nonnegative().default(0),
  }),
  z.strictObject({
    kind: z.literal('workbook'),
    sheet: z.string(),
    /** Row of the header, counted from 1. */
    header_row: z.int().positive(),
    footer_rows: z.int().nonnegative().default(0),
  }),
  z.strictObject({ kind: z.literal('parquet') }),
  z.strictObject({ kind: z.literal('json_lines'), encoding: z.string() }),
]);
export type SourceFormat = z.infer<typeof SourceFormat>;

/** Letters of other notations, such as DD.MM.YYYY, would stand for themselves and fit no date. */
const DatePattern = z
  .string()
  .refine(
    (format) => format.includes('y') || ['excel', 'unix'].includes(format),
    'a pattern such as dd.MM.yyyy, excel or unix',
  );

/** How the texts of a column are read. A text that does not fit makes the value unknown, or rejects the row of a key. */
export const ValueFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({
    type: z.literal('number'),
    decimal: z.enum(['.', ',']).default('.'),
    /** What separates groups of digits; null: nothing does. */
    thousands: z.enum(['.', ',', ' ', "'", '_']).nullable().default(null),
    /** Texts around the number that are taken off, longest first: '%', '€', ' months', '< ', '+ years'. */
    affixes: z.array(z.string().min(1)).default([]),
    /** The number is multiplied by this: 0.01 for percent that becomes a rate, -1 for money that goes out. */
    scale: z.number().default(1),
  }),
  /** Pattern of letters y M d H m s and literals (for example dd-MMM-yy), or `excel` (days since 1899-12-30), `unix`. */
  z.strictObject({
    type: z.literal('date'),
    format: DatePattern,
    /** Two-digit years up to this one are of the 2000s. */
    pivot_year: z.int().min(0).max(99).default(49),
  }),
  z.strictObject({ type: z.literal('boolean'), true: z.array(z.string()), false: z.array(z.string()) }),
]);
export type ValueFormat = z.infer<typeof ValueFormat>;

/** One field of the contract that a column gives, for example `customers.annual_income`. */
const FieldUse = z.strictObject({
  /** `<table>.<column>` of the contract (lambdas/shared/landing/table-contract.ts). */
  field: z.string().regex(/^[a-z_]+\.[a-z0-9_]+$/, '<table>.<column>'),
  /** Rows of credit_history and transactions: the date of the row that this column belongs to, when columns stand side by side. */
  at: AsOfDate.optional(),
  /** The column holds years or months before a day: an age becomes a birth date, a time employed its start. */
  before: z
    .strictObject({ unit: z.enum(['years', 'months', 'days']), day: z.union([AsOfDate, z.literal('applied_at')]) })
    .optional(),
  /** Multiplies this use only: a payment is positive in credit_history and negative in transactions. */
  scale: z.number().optional(),
  /** No row of transactions when the value is zero. */
  skip_zero: z.boolean().optional(),
});
export type FieldUse = z.infer<typeof FieldUse>;

/** What a column is. */
export const ColumnUse = z.discriminatedUnion('as', [
  /** Columns of the contract; more than one where one fact stands in two tables. */
  z.strictObject({ as: z.literal('field'), fields: z.array(FieldUse).min(1) }),
  /** An own attribute of the lender. */
  z.strictObject({
    as: z.literal('attribute'),
    table: z.enum(['customers', 'loan_applications']),
    name: z.string(),
    type: z.enum(['number', 'category']),
    use: z.enum(['model', 'fairness']),
    label: z.string().max(200).optional(),
    /** What a person can change of it, for counterfactuals. */
    actionable: Actionability.optional(),
  }),
  /** Read by the target definition; also possible for a column that is a field. */
  z.strictObject({ as: z.literal('target') }),
  /** Not delivered. */
  z.strictObject({
    as: z.literal('left_out'),
    because: z.enum([
      'personal',
      'identifier',
      'constant',
      'empty',
      'free_text',
      'leak',
      'duplicate',
      'many_categories',
      /** A date that is no field: an attribute is a number or a category. */
      'date',
      'person',
    ]),
  }),
]);
export type ColumnUse = z.infer<typeof ColumnUse>;

export const ColumnMapping = z.strictObject({
  /** The column's name in the file. */
  column: z.string(),
  format: ValueFormat.default({ type: 'text' }),
  /** Texts that mean "unknown", beside the empty text. */
  missing: z.array(z.string()).default([]),
  /** Texts that are written instead, for example { "1": male, "2": female }. Texts that are not listed stay. */
  recode: z.record(z.string(), z.string()).optional(),
  use: ColumnUse,
  /** 0 to 1: how sure the proposal was. */
  confidence: z.number().min(0).max(1).default(1),
  /** Who decided: the proposal, or a person. */
  decided_by: z.enum(['proposal', 'person']).default('person'),
});
export type ColumnMapping = z.infer<typeof ColumnMapping>;

/** One raw table: files of the same columns. */
export const Source = z.strictObject({
  name: z.string().regex(/^[a-z0-9_-]{1,40}$/),
  /** Patterns of file names, `*` for any text: which files below `inbox/<mapping>/` are read so. */
  files: z.array(z.string()).min(1),
  format: SourceFormat,
  columns: z.array(ColumnMapping).min(1),
  /** The column whose value finds the row of the first source: files joined by key. Null for the first. */
  join: z.strictObject({ column: z.string(), with: z.string() }).nullable().default(null),
});
export type Source = z.infer<typeof Source>;

/** The day of a delivery: fixed, the newest date of a column (`column`), in the file's name, or the day it arrives. */
const AsOfRule = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('fixed'), day: AsOfDate }),
  z.strictObject({ from: z.literal('newest'), column: z.string() }),
  /** A date pattern within the name, for example yyyy-MM-dd or yyyyMMdd. */
  z.strictObject({ from: z.literal('file_name'), format: DatePattern }),
  z.strictObject({ from: z.literal('arrival') }),
]);

export const Mapping = z.strictObject({
  version: z.literal(1),
  name: MappingName,
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code'),
  as_of: AsOfRule,
  mode: z.enum(['full', 'delta']).default('full'),
  sources: z.array(Source).min(1),
  /** Values of fields that no column has, for example { "customers.country": DE }. `row_number` numbers the rows. */
  constants: z.record(z.string(), z.string()).default({}),
  target: TargetDefinition.nullable(),
  /**
   * Outcomes that are delivered a second time only, on a later day, so that a file in which every outcome is known has
   * open applications to score, and the scores meet their outcomes. Null: nothing is withheld.
   */
  backtest: z
    .strictObject({
      /** Share of the applications whose outcome is withheld. */
      share: z.number().gt(0).max(0.5),
      /** The newest applications, or (without dates) by a hash of seed and application id. */
      by: z.enum(['newest', 'hash']),
      seed: z.string().default('open'),
      outcome_date: AsOfDate,
      delivered_on: AsOfDate,
    })
    .nullable()
    .default(null),
});
export type Mapping = z.infer<typeof Mapping>;
