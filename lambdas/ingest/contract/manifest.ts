/** Defines and parses a delivery's manifest. Open it to change what a lender may write into manifest.json. */
import { z } from 'zod';
import { MANIFEST_NAME } from '../../shared/object-keys.ts';
import { AsOfDate, type AttributeType, DeliveryMode, TableName } from '../../shared/runs/run.ts';
import { DeliveryRefused } from './refusals.ts';
import { TABLE_CONTRACTS } from './table-contract.ts';

const FileEntry = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a file name of letters, digits, ".", "_" and "-", 100 at most')
    .regex(/\.csv(\.gz)?$/, 'a name that ends in .csv or .csv.gz'),
  rows: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits'),
});

const TableEntry = z.strictObject({ mode: DeliveryMode, files: z.array(FileEntry).min(1) });

const AttributeEntry = z.strictObject({
  type: z.enum(['number', 'category']),
  use: z.enum(['model', 'fairness', 'ignore']),
  label: z.string().max(200).optional(),
  reason: z.string().max(400).optional(),
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
  })
  .superRefine((manifest, context) => {
    for (const [path, message] of findConflicts(manifest)) context.addIssue({ code: 'custom', path, message });
  });
export type Manifest = z.infer<typeof Manifest>;

/**
 * Validates the JSON document of the delivery of `asOf`.
 * @throws {DeliveryRefused} when it is invalid (InvalidManifest); the message has the path and repeats no value
 */
export function parseManifest(document: unknown, asOf: string): Manifest {
  const parsed = Manifest.safeParse(document);
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`);
    throw new DeliveryRefused('InvalidManifest', `${MANIFEST_NAME} of ${asOf}: ${issues.join('; ')}`);
  }
  if (parsed.data.as_of !== asOf) {
    throw new DeliveryRefused('InvalidManifest', `${MANIFEST_NAME} of ${asOf}: as_of is not the day of its folder`);
  }
  return parsed.data;
}

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
    for (const name of Object.keys(declared)) {
      if (contractColumns.has(name)) yield [['attributes', table, name], 'the name is a column of the contract'];
    }
  }
}
