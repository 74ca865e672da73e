/** Schemas of imports: a lender's own files from their upload to their delivery. Previews have no personal value. */
import { z } from 'zod';
import { IMPORT_STATES, MAX_IMPORT_FILES } from '../../../onboarding/contract/import-state.ts';
import { ColumnMapping, MappingName } from '../../../onboarding/contract/mapping.ts';
import { UNPRINTABLE } from '../../../shared/landing/text-rules.ts';

const ImportId = z.uuid().describe('Import, UUIDv7');
const count = z.int().min(0);
const timestamp = z.iso.datetime();

export const ImportPath = z.object({ import_id: ImportId });

export const ImportsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(50).default(20).describe('Imports in the response'),
});

/** A name as people know it: printable, without folders. */
const FileName = z
  .string()
  .regex(
    new RegExp(`^[^${UNPRINTABLE}/\\\\]{1,200}$`, 'u'),
    'a name without folders and control characters, 200 characters at most',
  );

export const CreateImportRequest = z
  .strictObject({
    name: MappingName.describe('Name of the mapping that comes of the import'),
    files: z
      .array(
        z.strictObject({
          name: FileName,
          size_bytes: z.int().min(1).describe('Size of the file as it will be sent, bytes'),
        }),
      )
      .min(1)
      .max(MAX_IMPORT_FILES)
      .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, 'two files have the same name'),
  })
  .describe('Files to be uploaded');

export const ImportAnswers = z
  .strictObject({
    answers: z
      .record(z.string().max(300), z.string().max(2000))
      .default({})
      .describe('Answer of a question by its id; replaces all earlier ones'),
    columns: z.array(ColumnMapping).max(2000).default([]).describe('Columns that the person has decided, as a whole'),
  })
  .describe('What a person says about the proposal');

const UploadPart = z.object({
  part: z.int().min(1),
  start: count.describe('First byte of the part'),
  size_bytes: z.int().min(1),
  url: z.url().describe('URL to PUT these bytes to, without a token'),
});

const UploadFile = z.object({
  number: z.int().min(1),
  name: z.string(),
  size_bytes: count,
  uploaded_bytes: count,
  parts: z
    .array(UploadPart)
    .describe('Parts that are missing, at most 100 of all files; read the import again for the next'),
});

const PreviewColumn = ColumnMapping.extend({
  source: z.string().describe('Raw table that has the column'),
  examples: z.array(z.string()).describe('Typical texts; personal ones are masked'),
  known: count.describe('Rows that have a value'),
  rows: count,
});

const Preview = z
  .object({
    tables: z.array(
      z.object({ file: z.string(), part: z.string().nullable(), rows: count, remarks: z.array(z.string()) }),
    ),
    columns: z.array(PreviewColumn),
    currency: z.string(),
    target: z.string().nullable().describe('What a bad loan is, in words'),
    questions: z.array(
      z.object({
        id: z.string(),
        text: z.string(),
        choices: z.array(z.object({ answer: z.string(), label: z.string() })),
        proposed: z.string().nullable(),
      }),
    ),
    findings: z.array(
      z.object({ kind: z.string(), blocks: z.boolean(), column: z.string().nullable(), text: z.string() }),
    ),
    answers: ImportAnswers.describe('What the person has said so far'),
  })
  .describe('What was found in the files, and what is proposed');

const Delivered = z.object({ as_of: z.iso.date(), table: z.string(), mode: z.enum(['full', 'delta']), rows: count });

const Check = z
  .object({
    rows_in: count,
    deliveries: z.array(Delivered),
    outcomes: z.object({ good: count, bad: count, open: count, withheld: count }),
    refused_rows: count,
    refused: z
      .array(z.object({ file: z.string(), line: count, column: z.string().nullable(), reason: z.string() }))
      .describe('The first refused rows, at most 200, by the line of the original file'),
    unknown_values: z.array(
      z.object({ column: z.string(), reason: z.string(), values: count, first_lines: z.array(count) }),
    ),
  })
  .describe('What a delivery would write and refuse; nothing is written');

const ImportSummary = z.object({
  import_id: ImportId,
  name: z.string(),
  state: z
    .enum([...IMPORT_STATES, 'expired'])
    .describe(
      'refused: the files cannot be read; proposed: waits for answers and a check; checked: may be delivered; failed: a fault of the service; expired: its files are deleted',
    ),
  created_at: timestamp,
  ended_at: timestamp.nullable(),
  files: z.array(z.object({ name: z.string(), size_bytes: count })),
  problem: z
    .object({ name: z.string(), detail: z.string() })
    .nullable()
    .describe('What keeps it from going on, in one line; else null'),
});

export const Import = ImportSummary.extend({
  progress: z
    .object({ done_bytes: count, total_bytes: count, rows: count })
    .nullable()
    .describe('How far the work of this state is'),
  uploads: z.array(UploadFile).nullable().describe('How to upload the files; null after the upload'),
  preview: Preview.nullable().describe('null before the files are read, and when they are deleted'),
  check: Check.nullable().describe('null before the check'),
  deliveries: z.array(Delivered).nullable(),
  report: z
    .object({ html: z.url(), json: z.url(), refused_csv: z.url(), expires_at: timestamp })
    .nullable()
    .describe('URLs to fetch the report from, without a token; null before the delivery'),
}).describe('An import with what a person needs for the next step');

export const ImportList = z.object({ imports: z.array(ImportSummary).describe('Newest first') });

export type Import = z.infer<typeof Import>;
export type ImportList = z.infer<typeof ImportList>;
export type ImportPreview = z.infer<typeof Preview>;
export type ImportCheck = z.infer<typeof Check>;
export type UploadFile = z.infer<typeof UploadFile>;

/** Components of the OpenAPI document. */
export const importComponents = {
  ImportRequest: CreateImportRequest,
  ImportAnswers,
  ImportColumn: PreviewColumn,
  Import,
  ImportList,
};
