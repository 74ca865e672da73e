/** Schemas of notices: what an applicant is told about a decision, and which applicants are owed one. */
import { z } from 'zod';
import { LANGUAGES } from '../../../shared/notices/template.ts';
import { NOTICE_KINDS } from '../../../shared/notices/template-kinds.ts';
import { CustomerId, PredictionId, printableText } from './identifiers.ts';
import { Person } from './requests.ts';

const NOTICE_STATES = ['issued', 'sending', 'sent', 'failed', 'returned'] as const;

const timestamp = z.iso.datetime();
const NoticeId = z.uuid().describe('Notice, UUIDv7');
const NoticeKind = z
  .enum(NOTICE_KINDS)
  .describe('us: adverse action notice with the score disclosure; eu: explanation of the decision');
const NoticeLanguage = z.enum(LANGUAGES).describe('Language, ISO 639-1');
const sha256 = z.string().describe('SHA-256, hex');

export const NoticePath = z.object({ notice_id: NoticeId });

export const NoticeRequest = z.strictObject({
  kind: NoticeKind,
  language: NoticeLanguage.default('en'),
  preview: z.boolean().default(false).describe('Only shows what the notice would say: nothing is stored or sent'),
});

export const NoticeDeliveryRequest = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('sent').describe('It is on its way, for example as a letter') }),
  z.strictObject({
    state: z.literal('returned').describe('It came back'),
    why: printableText(500).min(10).describe('Why, without the name or address of the applicant'),
  }),
]);

export const Notice = z
  .object({
    notice_id: NoticeId,
    prediction_id: PredictionId.describe('Score whose decision and reasons it states'),
    override_id: z
      .uuid()
      .nullable()
      .describe('Override whose decision and reason it states; null where the policy decided'),
    application: z.string(),
    customer_id: CustomerId.nullable(),
    kind: NoticeKind,
    language: NoticeLanguage,
    decision: z.enum(['approve', 'refer', 'decline']),
    templates: z
      .array(z.object({ template: z.string(), version: z.int(), sha256 }))
      .describe('Its templates: file config/notices/<template>.<version>.json'),
    html_sha256: sha256,
    pdf_sha256: sha256,
    issued_by: Person.describe('Who issued it; the worker has no name'),
    issued_at: timestamp,
    channel: z.enum(['event', 'email']).describe("event: the lender's system fetches it; email: it is sent"),
    state: z
      .enum(NOTICE_STATES)
      .describe(
        'issued: waits for its channel; sending; sent, also fetched; failed: nobody tries again; returned: it came back',
      ),
    sent_at: timestamp.nullable(),
    sent_by: z.string().nullable().describe('The worker, the client that fetched it, or the person who said so'),
    failure: z.string().nullable().describe('Why it was not sent, or came back'),
  })
  .describe('A notice to an applicant; it names no person');

const NoticeFile = z.object({
  url: z.url().describe('Address for one GET, which needs no other authorisation until it expires'),
  expires_at: timestamp,
});

export const NoticeFiles = Notice.extend({
  html: NoticeFile,
  pdf: NoticeFile.describe('Tagged PDF'),
}).describe('A notice with the addresses of its files');

const NoticeText = z.object({ block: z.enum(['title', 'heading', 'paragraph']), text: z.string() });
const NoticeReason = z.object({
  text: z.string().describe('As stored with the decision'),
  language: z.string().describe('Language of the stored text'),
  translation: z.string().nullable(),
});

const NoticeDocument = z
  .object({
    kind: NoticeKind,
    language: NoticeLanguage,
    title: z.string(),
    lender: z.string(),
    blocks: z.array(
      z.discriminatedUnion('block', [
        NoticeText,
        z.object({ block: z.literal('facts'), rows: z.array(z.object({ label: z.string(), value: z.string() })) }),
        z.object({ block: z.literal('reasons'), reasons: z.array(NoticeReason) }),
        z.object({ block: z.literal('lender'), lines: z.array(z.string()) }),
        z.object({ block: z.literal('link'), text: z.string(), url: z.string().nullable() }),
      ]),
    ),
  })
  .describe('What a notice says, block by block');

/** The notice that was issued, or the preview that was asked for. */
export const NoticeAnswer = z.object({
  notice: Notice.nullable().describe('null for a preview'),
  preview: NoticeDocument.nullable().describe('What the notice would say; null where one was issued'),
});

const Duty = z.object({
  declined_at: timestamp.describe('When the application was declined: the clock starts here'),
  due_at: timestamp.describe('Until when the applicant must have a notice: 30 days later'),
  is_owed: z.boolean().describe('No notice was sent, and the application is still declined'),
  is_overdue: z.boolean(),
});

export const NoticeList = z.object({
  notices: z.array(Notice).max(100).describe('Notices of the application, the newest first'),
  duty: Duty.nullable().describe('The clock of the application; null where it never was declined'),
});

export const OwedNotices = z
  .object({
    owed: z
      .array(
        z.object({
          application: z.string(),
          customer_id: CustomerId,
          prediction_id: PredictionId.describe('The newest score that declined it'),
          declined_at: timestamp,
          due_at: timestamp,
          is_overdue: z.boolean(),
          failure: z.string().nullable().describe('Why the worker could not issue it; null otherwise'),
        }),
      )
      .max(100)
      .describe('Those that are due first'),
    total: z.int().min(0).describe('All applications whose applicants are owed a notice'),
    overdue: z.int().min(0),
  })
  .describe('Applications whose applicants are owed a notice');

export type Notice = z.infer<typeof Notice>;
export type NoticeFiles = z.infer<typeof NoticeFiles>;

export type NoticeAnswer = z.infer<typeof NoticeAnswer>;
export type NoticeList = z.infer<typeof NoticeList>;
export type OwedNotices = z.infer<typeof OwedNotices>;

/** Components of the OpenAPI document. */
export const noticeComponents = {
  NoticeRequest,
  NoticeDeliveryRequest,
  Notice,
  NoticeFiles,
  NoticeDocument,
  NoticeAnswer,
  NoticeList,
  OwedNotices,
};
