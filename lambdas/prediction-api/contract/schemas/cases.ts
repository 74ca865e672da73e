/** Schemas of cases: the work of a person about one application, from its opening to its decision, and its figures. */
import { z } from 'zod';
import { CASE_DECISIONS, CASE_KINDS, CASE_STATES } from '../../../shared/cases/case.ts';
import { ApplicationId, CustomerId, PredictionId, printableText, READABLE_TEXT } from './identifiers.ts';
import { Person } from './requests.ts';

/** What was done with a case, each an entry of its history. */
const CASE_ACTIONS = [
  ...['opened', 'claimed', 'released', 'assigned', 'noted', 'documents_requested', 'attached'],
  ...['decided', 'confirmed', 'returned', 'withdrawn'],
] as const;
/** Calls that change a case; the field `can` names those that the caller may make now. */
const CASE_STEPS = [
  ...['claim', 'release', 'assign', 'decide', 'confirm', 'return', 'request-documents', 'note', 'attach'],
] as const;

const timestamp = z.iso.datetime();
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const decision = z.enum(['approve', 'refer', 'decline']);
const CaseKind = z.enum(CASE_KINDS);
const CaseId = z.uuid().describe('Case, UUIDv7');
const AttachmentId = z.uuid().describe('Attachment, UUIDv7');
const Note = z
  .string()
  .trim()
  .min(10)
  .max(1000)
  .regex(READABLE_TEXT, 'Must be a text without control characters, those of text direction included')
  .describe('In words that can be shown to the applicant or an auditor, 10 to 1000 characters');

/** Due time with microseconds, and case. */
const AFTER = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?(\+00)?_[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

export const CasePath = z.object({ case_id: CaseId });

export const CasesQuery = z.strictObject({
  state: z
    .enum(['unfinished', 'all', ...CASE_STATES])
    .default('unfinished')
    .describe('unfinished: neither decided nor withdrawn'),
  kind: CaseKind.optional(),
  holder: printableText(200).optional().describe('me, none, or the user name of a person'),
  overdue: z.enum(['true', 'false']).optional().describe('Whether the due time has passed without a decision'),
  application: ApplicationId.optional().describe('Cases of one application'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('Cases in the response'),
  after: z
    .string()
    .regex(AFTER, 'Must be the next_after of a list')
    .optional()
    .describe('Continues a list: next_after of the previous response'),
});

export const CaseSummary = z
  .object({
    case_id: CaseId,
    kind: CaseKind,
    state: z.enum(CASE_STATES),
    application: z.string().describe('Id of the application; of a what-if its prediction_id'),
    customer_id: CustomerId.nullable(),
    prediction_id: PredictionId.describe('The newest score that the case is about'),
    opened_at: timestamp,
    due_at: timestamp,
    is_overdue: z.boolean().describe('due_at has passed without a decision'),
    pd: share.describe('Probability of default of that score'),
    score: z.int(),
    band: z.string(),
    exposure: z.number().describe('Exposure at default, money'),
    currency: z.string().nullable(),
    holder: Person.nullable().describe('The person who holds the case; null where anybody may claim it'),
    held_until: timestamp.nullable().describe('From then on another person may claim the case'),
    needs_second: z.boolean().describe('A second person has to confirm the decision'),
    decision: z
      .enum(CASE_DECISIONS)
      .nullable()
      .describe('null before; of a case that waits for a second person, as proposed'),
    decided_by: Person.nullable(),
    decided_at: timestamp.nullable(),
    second_by: Person.nullable().describe('The person who confirmed the decision'),
  })
  .describe('A case in a list');

export const CaseList = z.object({
  cases: z.array(CaseSummary).describe('By due time, the earliest first'),
  next_after: z.string().nullable().describe('Pass it as after to continue the list; null at its end'),
});

const CaseAction = z
  .object({
    action_id: z.uuid(),
    action: z.enum(CASE_ACTIONS),
    actor: Person.nullable().describe('null for the system and the applicant'),
    at: timestamp,
    reason_codes: z.array(z.string()),
    note: z.string().nullable(),
    attachment_id: AttachmentId.nullable(),
    decision: z.enum(CASE_DECISIONS).nullable().describe('Of decided, confirmed and returned'),
    assigned_to: Person.nullable().describe('Of assigned'),
  })
  .describe('An entry of the history of a case, which is only appended to');

const CaseAttachment = z
  .object({
    attachment_id: AttachmentId,
    name: z.string(),
    media_type: z.string(),
    bytes: count,
    state: z.enum(['uploaded', 'accepted', 'refused']).describe('uploaded: not checked yet'),
    reason: z.string().nullable().describe('Why it is refused'),
    by: Person.nullable().describe('null for the applicant'),
    at: timestamp,
  })
  .describe('A file of a case');

const SimilarApplication = z
  .object({
    prediction_id: PredictionId,
    application_id: z.string(),
    scored_at: timestamp,
    pd: share,
    score: z.int(),
    band: z.string(),
    decision: decision.describe('The decision that holds'),
    is_overridden: z.boolean().describe('A person decided'),
    shared_reasons: count.describe('How many of its reasons this application has, too'),
    distance: z
      .number()
      .describe('Difference of the PDs as log-odds, and 0.5 for each reason that the two do not share; 0: alike'),
    defaulted: z.boolean().describe('Its outcome'),
  })
  .describe('An application with an outcome that is near to this one');

const Contest = z
  .object({
    statement: z.string().nullable().describe('In the words of the applicant'),
    corrections: z
      .array(z.object({ field: z.string(), value: z.string() }))
      .describe('What the applicant says is wrong'),
    wants_human: z.boolean(),
    received_at: timestamp,
  })
  .describe('What the applicant sent');

export const Case = CaseSummary.extend({
  why: z.string().describe('Why it was opened'),
  withdrawn_why: z.string().nullable(),
  can: z.array(z.enum(CASE_STEPS)).describe('What the caller may do with it now'),
  actions: z.array(CaseAction).describe('In order of time'),
  attachments: z.array(CaseAttachment).describe('In order of time'),
  similar: z.array(SimilarApplication).describe('The nearest first'),
  other_cases: z.array(CaseSummary).describe('Of the same customer, the newest first'),
  contest: Contest.nullable().describe('Of a contest'),
}).describe('A case with its history');

export const DecideCaseRequest = z
  .strictObject({
    decision: z.enum(CASE_DECISIONS).describe('uphold: the decision that holds stays; only of a contest'),
    reason_codes: z
      .array(printableText(60))
      .min(1)
      .max(5)
      .describe('Codes of GET /v1/reason-codes that fit the decision'),
    note: Note.optional().describe('Needed with a reason code that says nothing without it'),
    prediction_id: PredictionId.describe('The score that you saw: where there is a newer one, nothing is decided'),
  })
  .describe('The decision of the person who holds the case');

export const ClaimNextRequest = z.strictObject({ kind: CaseKind.optional().describe('Only a case of this kind') });

export const ClaimNextAnswer = z.object({
  case_id: CaseId.nullable().describe('The case that you hold now; null where none waits for you'),
});

export const CaseNoteRequest = z.strictObject({ note: Note });
export const AssignCaseRequest = z.strictObject({
  to: printableText(200).describe('User name of an underwriter'),
  note: Note.optional(),
});
/** Of claim, release and confirm. */
export const CaseStepRequest = z.strictObject({ note: Note.optional() });

export const Reviewers = z
  .object({ reviewers: z.array(Person.extend({ roles: z.array(z.enum(['underwriter', 'approver'])) })) })
  .describe('People who decide cases or confirm decisions');

export const ReasonCodes = z
  .object({
    reason_codes: z.array(
      z.object({
        code: z.string(),
        text: z.string(),
        decisions: z.array(z.enum(CASE_DECISIONS)).describe('Decisions that it fits'),
        kinds: z.array(CaseKind).describe('Kinds of cases that it fits'),
        needs_note: z.boolean().describe('It says nothing without the words of the person'),
      }),
    ),
  })
  .describe('Reasons that people can decide a case with');

export const CaseFiguresQuery = z.strictObject({
  from: z.iso.date().optional().describe('First day of the decisions; 90 days back without it'),
  to: z.iso.date().optional().describe('Last day of the decisions; today without it'),
});

const CaseFigure = z.object({
  decided: count.describe('Cases that were decided in the period'),
  median_hours: z.number().min(0).nullable().describe('From the opening to the decision; null without a decision'),
  p90_hours: z.number().min(0).nullable(),
  late: count.describe('Of them those decided after their due time'),
  overturned: count.describe('Of them those that changed an approval or a decline'),
  overturn_rate: share
    .nullable()
    .describe('Of the cases about an approval or a decline; of a referral nothing is overturned'),
  agreed: count.describe(
    'Decisions on the side of the model: approve where the PD is below the geometric mean of the cut-offs, else decline',
  ),
  agreement_rate: share.nullable().describe('Of those decided as approve or decline'),
});

export const CaseFigures = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    unfinished: count.describe('Now'),
    overdue: count.describe('Now'),
    all: CaseFigure,
    by_reviewer: z.array(CaseFigure.extend({ reviewer: Person })),
    by_kind: z.array(CaseFigure.extend({ kind: CaseKind })),
    by_reason: z.array(CaseFigure.extend({ code: z.string(), text: z.string() })),
  })
  .describe('How people decided');

export type CaseSummary = z.infer<typeof CaseSummary>;
export type CaseList = z.infer<typeof CaseList>;
export type CaseStep = (typeof CASE_STEPS)[number];
export type Case = z.infer<typeof Case>;
export type Reviewers = z.infer<typeof Reviewers>;
export type ClaimNextAnswer = z.infer<typeof ClaimNextAnswer>;
export type ReasonCodes = z.infer<typeof ReasonCodes>;
export type CaseFigures = z.infer<typeof CaseFigures>;

/** Components of the OpenAPI document. */
export const caseComponents = { CaseSummary, CaseList, Case, ReasonCodes, CaseFigures, DecideCaseRequest, Reviewers };
