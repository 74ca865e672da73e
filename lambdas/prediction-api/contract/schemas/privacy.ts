/** Schemas of requests of data subjects: what a person asked for, by when it is due, and what was done. */
import { z } from 'zod';
import { CustomerId } from './identifiers.ts';
import { Person, Why } from './requests.ts';
import { Corrections } from './restrictions.ts';

const PRIVACY_KINDS = ['access', 'rectification', 'restriction', 'objection', 'erasure'] as const;
const PRIVACY_STATES = ['open', 'running', 'completed', 'refused', 'failed'] as const;

const timestamp = z.iso.datetime();

export const PrivacyRequestPath = z.object({ request_id: z.uuid().describe('Request of a data subject, UUIDv7') });

export const PrivacyRequestsQuery = z.strictObject({
  state: z.enum(PRIVACY_STATES).optional(),
  kind: z.enum(PRIVACY_KINDS).optional(),
  overdue: z.enum(['true', 'false']).optional().describe('Only those that are overdue, or only the others'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Requests in the response'),
  before: z.uuid().optional().describe('The next_before of the list with newer requests'),
});

export const PrivacyRequest = z
  .object({
    request_id: z.uuid(),
    kind: z.enum(PRIVACY_KINDS),
    state: z.enum(PRIVACY_STATES).describe('failed: it can be started again'),
    customer_id: z.string().nullable().describe('null for auditors, and after an erasure'),
    content: z.record(z.string(), z.unknown()).describe('What the kind needs'),
    received_at: timestamp.describe('When the person asked'),
    due_at: timestamp.describe('One month later, three where it was extended (GDPR 12(3))'),
    is_overdue: z.boolean(),
    extended_why: z.string().nullable(),
    requested_by: Person.describe('Who entered it'),
    requested_at: timestamp,
    why: z.string().describe('How the person asked and was identified'),
    handled_by: Person.nullable(),
    handled_why: z.string().nullable().describe('Why it was refused, or how it was completed by hand'),
    started_at: timestamp.nullable(),
    ended_at: timestamp.nullable(),
    result: z.record(z.string(), z.unknown()).nullable().describe('What was found or done, in numbers'),
    failure: z.string().nullable(),
    can: z
      .array(z.enum(['start', 'extend', 'refuse', 'complete', 'download']))
      .describe('What the caller may do with it now'),
  })
  .describe('A request of a data subject');

export const PrivacyRequestList = z.object({
  requests: z.array(PrivacyRequest),
  next_before: z.uuid().nullable().describe('before of the next page; null at the end'),
});

export const CreatePrivacyRequest = z
  .strictObject({
    kind: z.enum(PRIVACY_KINDS),
    customer_id: CustomerId,
    received_at: timestamp.optional().describe('When the person asked; now by default'),
    why: Why.describe('How the person asked and was identified'),
    corrections: Corrections.optional().describe('Of a rectification, and of no other kind: the right values'),
    erase_scores: z
      .boolean()
      .optional()
      .describe('Of an erasure: erases scores and cases too, which are evidence and stay by default'),
  })
  .describe('A request of a data subject');

export const ExtendPrivacyRequest = z
  .strictObject({ due_at: timestamp.describe('Three months after the receipt at most'), why: Why })
  .describe('A later deadline');

export const EndPrivacyRequest = z.strictObject({ why: Why }).describe('Why it is refused, or how it was completed');

export const PrivacyPackage = z
  .object({
    files: z.array(
      z.object({
        name: z.string(),
        bytes: z.int().min(0),
        url: z.string().describe('Signed address, without a token'),
      }),
    ),
    urls_expire_at: timestamp,
    deleted_at: timestamp.describe('When the files are deleted'),
  })
  .describe('Everything that is stored of a person, as files');

export type PrivacyRequest = z.infer<typeof PrivacyRequest>;
export type PrivacyRequestList = z.infer<typeof PrivacyRequestList>;
export type CreatePrivacyRequest = z.infer<typeof CreatePrivacyRequest>;
export type PrivacyPackage = z.infer<typeof PrivacyPackage>;

export const privacyComponents = {
  ...{ PrivacyRequest, CreatePrivacyRequest, ExtendPrivacyRequest, EndPrivacyRequest, PrivacyPackage },
};
