/** Schemas of contests: what an applicant sees and sends by the link in a notice. */
import { z } from 'zod';
import { ATTACHMENT_FAULTS, ATTACHMENT_TYPE_NAMES } from '../../../shared/attachments/media-types.ts';
import { AttachmentFile } from './attachments.ts';

/** How far a contest is, as the applicant is told. */
const CONTEST_STATES = ['open', 'received', 'in_review', 'documents_wanted', 'answered'] as const;

const timestamp = z.iso.datetime();
const ContestToken = z.string().min(1).max(200).describe('What follows # in the link of the notice');

export const OpenContestRequest = z.strictObject({ token: ContestToken });

export const AttachToContestRequest = AttachmentFile.extend({ token: ContestToken });

export const SubmitContestRequest = z
  .strictObject({
    token: ContestToken,
    statement: z.string().max(4000).default('').describe('Why the decision is wrong, in the words of the applicant'),
    corrections: z
      .array(z.strictObject({ field: z.string().min(1).max(100), value: z.string().min(1).max(500) }))
      .max(20)
      .default([])
      .describe('What is wrong in the data, and what is right'),
    wants_human: z.boolean().default(false).describe('The applicant asks that a person decides'),
  })
  .describe('What an applicant submits, once. At least one of the three says something');

export const ContestView = z
  .object({
    state: z
      .enum(CONTEST_STATES)
      .describe('open: not submitted; received; in_review: a person has it; documents_wanted; answered'),
    decision: z.enum(['approve', 'refer', 'decline']).describe('The decision that the notice is about'),
    decided_at: timestamp,
    reasons: z.array(z.string()).describe('The reasons in the notice, strongest first'),
    language: z.string().describe('Language of the notice'),
    expires_at: timestamp.describe('Until when the link works'),
    submitted_at: timestamp.nullable(),
    attachments: z
      .array(
        z.object({
          attachment_id: z.uuid(),
          name: z.string(),
          state: z.enum(['uploaded', 'accepted', 'refused']),
          reason: z.enum(ATTACHMENT_FAULTS).nullable().describe('Why it is refused'),
        }),
      )
      .describe('Files of the applicant, in order of time'),
    may_attach: z.int().min(0).describe('How many further files the contest takes'),
    max_bytes: z.int().min(1).describe('Largest file, bytes'),
    media_types: z.array(z.enum(ATTACHMENT_TYPE_NAMES)),
  })
  .describe('What an applicant is shown of the decision, and nothing else');

export type ContestView = z.infer<typeof ContestView>;

/** Components of the OpenAPI document. */
export const contestComponents = { ContestView, SubmitContestRequest };
