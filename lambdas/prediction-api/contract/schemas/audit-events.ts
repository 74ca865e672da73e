/** Schemas of audit events: who did what, when, to which version. */
import { z } from 'zod';
import { printableText } from './identifiers.ts';
import { day } from './reports/fields.ts';
import { Person } from './requests.ts';

const EventId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .describe('Event, in order of writing');

export const AuditEventsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Events in the response'),
  before: EventId.optional().describe('Continues a list: next_before of the previous response'),
  actor: printableText(300).optional().describe('Only events of this id of an actor'),
  action: printableText(100).optional().describe('Only this action, such as policy.approved, or all of policy'),
  subject: printableText(300).optional().describe('Only events of this version, request, model or prediction'),
  from: day.optional().describe('Only events from this day on, UTC'),
  to: day.optional().describe('Only events up to this day, included'),
});

const AuditEvent = z
  .object({
    event_id: EventId,
    at: z.iso.datetime(),
    actor: Person.describe('Who did it: a person, an IAM identity, a client or a function'),
    role: z.string().nullable().describe('Database role that wrote the event; null for old ones'),
    action: z.string().describe('Such as policy.approved'),
    subject: z.string().describe('Version, request, model or prediction that it was done to'),
    detail: z.record(z.string(), z.unknown()).describe('Ids, versions, hashes and reasons'),
    trail_entry: z
      .int()
      .nullable()
      .describe('Entry of the write-once audit trail that records it; null for the newest ones'),
  })
  .describe('An audit event; it never changes');

export const AuditEventList = z.object({
  events: z.array(AuditEvent).describe('Newest first'),
  next_before: EventId.nullable().describe('Pass it as before to continue the list; null at its end'),
});
export type AuditEventList = z.infer<typeof AuditEventList>;

/** Components of the OpenAPI document. */
export const auditEventComponents = { AuditEvent, AuditEventList };
