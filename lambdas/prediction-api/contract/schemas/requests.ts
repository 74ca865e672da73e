/** Schemas of requests: proposed changes that another person approves. */
import { z } from 'zod';
import { printableText } from './identifiers.ts';

const REQUEST_STATES = ['open', 'approved', 'rejected', 'withdrawn', 'expired', 'applied', 'failed'] as const;

const timestamp = z.iso.datetime();

export const Why = z.string().trim().min(10).max(1000).describe('The reason, in words that an auditor can read');

export const Person = z
  .object({
    name: z.string().nullable().describe('null where the person no longer exists, and for machines'),
    id: z.string().describe('User name, which never changes'),
  })
  .describe('Who did it');

const RequestKind = z.enum(['policy', 'model_promotion', 'model_rollback', 'gates', 'role', 'experiment']);

export const RequestPath = z.object({ request_id: z.uuid().describe('Request, UUIDv7') });

export const RequestsQuery = z.strictObject({
  state: z.enum(REQUEST_STATES).optional(),
  kind: RequestKind.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Requests in the response'),
  before: z.uuid().optional().describe('The next_before of the list with newer requests'),
});

const Statement = z.object({ by: Person, why: z.string(), at: timestamp });

export const Request = z
  .object({
    request_id: z.uuid(),
    kind: RequestKind,
    subject: z.string().describe('What it is about: a version, a person, an experiment'),
    content: z.record(z.string(), z.unknown()).describe('What is proposed, by kind'),
    content_sha256: z.string(),
    state: z.enum(REQUEST_STATES),
    is_emergency: z.boolean().describe('A rollback that one person made; another reviews it afterwards'),
    needs_two: z.boolean(),
    proposed: Statement,
    expires_at: timestamp,
    decided: Statement.nullable().describe('Approval, rejection or withdrawal'),
    applied_at: timestamp.nullable(),
    failure: z.string().nullable().describe('Why an approved change could not be made'),
    reviewed: Statement.nullable().describe('Of an emergency'),
    can: z.array(z.enum(['approve', 'reject', 'withdraw', 'review'])).describe('What the caller may do with it now'),
  })
  .describe('A proposed change');

export const RequestList = z.object({ requests: z.array(Request), next_before: z.uuid().nullable() });

export const ProposeRequest = z
  .strictObject({
    kind: RequestKind,
    subject: printableText(200),
    content: z.record(z.string(), z.unknown()),
    why: Why,
  })
  .describe('A change to be approved');

export const DecideRequest = z.strictObject({ why: Why });

export const EmergencyRollbackRequest = z
  .strictObject({
    of: z.enum(['policy', 'model']),
    from: printableText(60)
      .optional()
      .describe('What decides now, as you see it: assignment_id or model version. Where another does, nothing changes'),
    why: Why,
  })
  .describe('Back to what decided before, at once');

export type Person = z.infer<typeof Person>;
export type Request = z.infer<typeof Request>;
export type RequestList = z.infer<typeof RequestList>;

/** Components of the OpenAPI document. */
export const requestComponents = { Person, Request };
