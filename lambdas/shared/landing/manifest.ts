/** Defines and parses a delivery's manifest. Open it to change what a lender may write into manifest.json. */
import { z } from 'zod';
import { Actionability, isCategoryChange } from '../features/actionability.ts';
import { MANIFEST_NAME } from '../object-keys.ts';
import { formatCount, formatCountOf } from '../page/number-format.ts';
import { AsOfDate, type AttributeType, DeliveryMode, TableName } from '../runs/run.ts';
import { findNameFault, foldName } from './attribute-rules.ts';
import type { DeliveryLimits } from './delivery-limits.ts';
import { DeliveryRefused } from './refusals.ts';
import { TABLE_CONTRACTS } from './table-contract.ts';

const FileEntry = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a file name of letters, digits, ".", "_" and "-", 100 at most')
    .regex(/\.csv(\.gz)?$/, 'a name that ends in .csv or .csv.gz'),
  rows: z.int().nonnegative(),
  sha256: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits'),
});

const TableEntry = z.strictObject({ mode: DeliveryMode, files: z.array(FileEntry).min(1) });

/** A text that the database stores and pages show: no control characters and no halves of surrogate pairs. */
const printableText = (length: number) =>
  z
    .string()
    .max(length)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'a text without control characters');

const AttributeEntry = z.strictObject({
  type: z.enum(['number', 'category']),
  use: z.enum(['model', 'fairness', 'ignore']),
  label: printableText(200).optional(),
  reason: printableText(400).optional(),
  /** What a person can change of it; without it nothing. */
  actionable: Actionability.optional(),
});

/** Short enough for a feature's name (`application_<name>`), which is also an SQL alias. */
const AttributeName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,49}$/, 'a name of letters, digits, "_", ".", "-" and spaces, 50 at most');

export const Manifest = z
  .strictObject({
    as_of: AsOfDate,
    currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code'),
    tables: z.partialRecord(TableName, TableEntry),
    attributes: z.partialRecord(TableName, z.record(AttributeName, AttributeEntry)).default({}),
    /** In words, what `defaulted` means: for the model card. */
    target: printableText(400).optional(),
  })
  .superRefine((manifest, context) => {
    for (const [path, message] of findConflicts(manifest)) context.addIssue({ code: 'custom', path, message });
  });
export type Manifest = z.infer<typeof Manifest>;

/**
 * Validates the JSON document of the delivery of `asOf`.
 * @throws {DeliveryRefused} when it is invalid (InvalidManifest; the message has the path and repeats no value), or
 * imports an attribute that is named like personal data (PersonalColumn) or like a name of ours (ReservedColumn)
 */
export function parseManifest(document: unknown, asOf: string): Manifest {
  const parsed = Manifest.safeParse(document);
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 5).map((issue) => {
      const { message } = (issue.code === 'invalid_key' && issue.issues[0]) || issue; // the rule that a name breaks
      return `${issue.path.join('.') || 'it'}: ${message}`;
    });
    throw new DeliveryRefused('InvalidManifest', `${MANIFEST_NAME} of ${asOf}: ${issues.join('; ')}`);
  }
  if (parsed.data.as_of !== asOf) {
    throw new DeliveryRefused('InvalidManifest', `${MANIFEST_NAME} of ${asOf}: as_of is not the day of its folder`);
  }
  refuseNames(listUsedAttributes(parsed.data));
  return parsed.data;
}

/**
 * Refuses attributes by their names, each alone and two that people and BI tools would take for one. An ignored column is not imported and may have any name: so a lender ends an earlier
 * declaration.
 * @throws {DeliveryRefused} when a name is that of personal data (PersonalColumn), one of ours or that of another
 * attribute (ReservedColumn)
 */
export function refuseNames(attributes: readonly UsedAttribute[]): void {
  const faults = attributes.map(({ table, name }) => ({
    column: `${table}.${name}`,
    fault: findNameFault(table, name),
  }));
  const listColumns = (wanted: string) => faults.filter(({ fault }) => fault === wanted).map(({ column }) => column);
  const [personal, reserved] = [listColumns('personal'), listColumns('reserved')];
  if (personal.length > 0)
    throw new DeliveryRefused('PersonalColumn', `${describeColumns(personal)} ${PERSONAL_ADVICE}`);
  if (reserved.length > 0)
    throw new DeliveryRefused('ReservedColumn', `${describeColumns(reserved)} ${RESERVED_ADVICE}`);
  const alike = Object.values(Object.groupBy(attributes, ({ table, name }) => `${table}.${foldName(name)}`));
  const [first, second] = alike.find((group) => group && group.length > 1) ?? [];
  if (first && second)
    throw new DeliveryRefused(
      'ReservedColumn',
      `attributes.${second.table}.${second.name} ${ALIKE_ADVICE} "${first.name}"`,
    );
}

interface UsedAttribute {
  table: 'customers' | 'loan_applications';
  name: string;
}

const PERSONAL_ADVICE =
  'is named like personal data, which an attribute would store in clear text; deliver it in a personal column of ' +
  'customers, declare it with the use "ignore", or say in its name what else it is, as in has_email';
const RESERVED_ADVICE =
  'has a name that the system uses; rename the column, or declare it with the use "ignore", which imports nothing';
const ALIKE_ADVICE =
  'differs in case or separators only from another attribute; declare the one that you do not deliver any more with the ' +
  'use "ignore":';

const MAX_NAMED_COLUMNS = 5;

/** The columns by their path in the manifest. */
function describeColumns(columns: string[]): string {
  const named = columns.slice(0, MAX_NAMED_COLUMNS).map((column) => `attributes.${column}`);
  const others = columns.length - named.length;
  return others > 0 ? `${named.join(', ')} (and ${others} more)` : named.join(', ');
}

/**
 * Checks the sizes of a manifest, which the workflow passes from step to step.
 * @throws {DeliveryRefused} when there are too many files (TooManyFiles) or attributes (TooManyAttributes)
 */
export function checkManifestLimits(
  manifest: Manifest,
  limits: Pick<DeliveryLimits, 'files' | 'attributes_per_table'>,
): void {
  const files = Object.values(manifest.tables).reduce((sum, table) => sum + table.files.length, 0);
  if (files > limits.files) {
    throw new DeliveryRefused(
      'TooManyFiles',
      `the manifest lists ${formatCountOf(files, 'file')}, and ${formatCount(limits.files)} are permitted`,
    );
  }
  for (const [table, declared] of Object.entries(manifest.attributes)) {
    const attributes = Object.keys(declared).length;
    if (attributes > limits.attributes_per_table) throw createTooManyAttributes(table, attributes, limits);
  }
}

/** The refusal of a table with more attributes than the limit. */
export function createTooManyAttributes(
  table: string,
  attributes: number,
  { attributes_per_table }: Pick<DeliveryLimits, 'attributes_per_table'>,
): DeliveryRefused {
  const permitted = `${attributes_per_table} are permitted; declare those that no model needs with the use "ignore"`;
  return new DeliveryRefused(
    'TooManyAttributes',
    `${table} has ${formatCountOf(attributes, 'attribute')}, and ${permitted}`,
  );
}

/** The attributes that are not ignored, of both tables that accept them. */
const listUsedAttributes = ({ attributes }: Manifest): UsedAttribute[] =>
  (['customers', 'loan_applications'] as const).flatMap((table) =>
    Object.entries(attributes[table] ?? {})
      .filter(([, { use }]) => use !== 'ignore')
      .map(([name]) => ({ table, name })),
  );

/** Type of each attribute that the manifest declares for a table; `ignore` for one that is not imported. */
export function listAttributeTypes(manifest: Manifest, table: TableName): Record<string, AttributeType> {
  const declared = Object.entries(manifest.attributes[table] ?? {});
  return Object.fromEntries(declared.map(([name, { type, use }]) => [name, use === 'ignore' ? 'ignore' : type]));
}

type ManifestEntries = Pick<Manifest, 'tables' | 'attributes'>;

/** Faults between entries: files listed twice, and attributes that the table does not accept. */
function* findConflicts({ tables, attributes }: ManifestEntries): Generator<[path: string[], message: string]> {
  const listedFiles = new Set([MANIFEST_NAME]);
  for (const [table, { files }] of Object.entries(tables)) {
    for (const { name } of files) {
      if (listedFiles.has(name)) yield [['tables', table, 'files'], 'a file is listed twice'];
      listedFiles.add(name);
    }
  }
  for (const [table, declared] of Object.entries(attributes)) {
    const contract = TABLE_CONTRACTS[table as TableName];
    if (!contract.acceptsAttributes) yield [['attributes', table], 'the table takes no columns of the lender'];
    const contractColumns = new Set(contract.columns.map((column) => column.name));
    const foldedNames = new Set<string>();
    for (const [name, { use, type, actionable }] of Object.entries(declared)) {
      if (actionable && use !== 'model')
        yield [['attributes', table, name, 'actionable'], 'only an attribute with the use "model" can be changed'];
      if (actionable && isCategoryChange(actionable) !== (type === 'category'))
        yield [['attributes', table, name, 'actionable'], 'a category has categories, and a number direction and step'];
      const folded = foldName(name);
      if (contractColumns.has(folded)) yield [['attributes', table, name], 'the name is a column of the contract'];
      if (use === 'ignore') continue; // so a lender ends the earlier one of two such names
      if (foldedNames.has(folded))
        yield [['attributes', table, name], 'another name differs in case or separators only'];
      foldedNames.add(folded);
    }
  }
}
