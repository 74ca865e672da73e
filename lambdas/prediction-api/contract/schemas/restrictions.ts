/** Schemas of restrictions of processing, of corrections, and of what the retention deletes when. */
import { z } from 'zod';
import { RETENTION_PLACES } from '../../../shared/retention/schedule.ts';
import { TableName } from '../../../shared/runs/run.ts';
import { CustomerId } from './identifiers.ts';
import { Person, Why } from './requests.ts';

const timestamp = z.iso.datetime();

export const RestrictionPath = z.object({ restriction_id: z.uuid().describe('Restriction') });

export const RestrictionsQuery = z.strictObject({
  customer_id: CustomerId.optional().describe('Only those of this customer'),
  held: z.enum(['true', 'false']).optional().describe('Only those that hold, or only those that were lifted'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Restrictions in the response'),
});

export const Restriction = z
  .object({
    restriction_id: z.uuid(),
    customer_id: z.string().nullable().describe('null for auditors'),
    kind: z.enum(['restriction', 'objection']).describe('GDPR article 18, or article 21'),
    since: timestamp,
    why: z.string().describe('Empty for auditors'),
    request_id: z.uuid().nullable().describe('The request that led to it; null for a command'),
    made_by: Person,
    lifted_at: timestamp.nullable().describe('null while it holds'),
    lifted_by: Person.nullable(),
    lifted_why: z.string().nullable(),
  })
  .describe('A customer who is not scored while it holds');

export const RestrictionList = z.object({ restrictions: z.array(Restriction).describe('The newest first') });

export const LiftRestriction = z.strictObject({ why: Why }).describe('Why the customer is scored again');

export const Correction = z
  .strictObject({
    table_name: TableName,
    row_key: z
      .string()
      .max(200)
      .default('')
      .describe('The application, the transaction, or the date of the statement; empty for the customer'),
    column_name: z.string().min(1).max(200).describe('A column of the delivery, or attributes.<name>'),
    value: z.string().max(200).nullable().describe('The right value as a delivery has it; null: unknown'),
  })
  .describe('A corrected value of a delivered column');
export const Corrections = z.array(Correction).min(1).max(50);
export type Correction = z.infer<typeof Correction>;

const RetentionRun = z.object({
  retention_run_id: z.uuid(),
  state: z.enum(['running', 'completed', 'failed']),
  started_at: timestamp,
  ended_at: timestamp.nullable(),
  deleted: z.array(
    z.object({
      place: z.string(),
      rows: z.int().min(0),
      is_complete: z.boolean().describe('false: something that was due is left to the next run'),
    }),
  ),
});

export const Retention = z
  .object({
    rules: z.array(
      z.object({
        place: z.enum(RETENTION_PLACES),
        includes: z.array(z.string()).describe('What goes with it'),
        days: z.int(),
        counted_from: z.string(),
        why: z.string(),
        source: z.string().describe('Law that the number follows from'),
      }),
    ),
    expired_elsewhere: z.array(z.object({ place: z.string(), setting: z.string(), by: z.string() })),
    kept: z.array(z.object({ place: z.string(), why: z.string() })),
    runs: z.array(RetentionRun).describe('The newest thirty, newest first'),
  })
  .describe('What is deleted when, and what went');

export type Restriction = z.infer<typeof Restriction>;
export type RestrictionList = z.infer<typeof RestrictionList>;
export type Retention = z.infer<typeof Retention>;

export const restrictionComponents = { Restriction, LiftRestriction, Correction, Retention };
