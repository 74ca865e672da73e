/** Schemas of policies: versions with their states, drafts and their checks, and which version decides for which segment. */
import { z } from 'zod';
import { printableText } from './identifiers.ts';
import { Person, Why } from './requests.ts';

const POLICY_STATES = [
  ...(['draft', 'simulated', 'proposed', 'approved', 'active', 'retired'] as const),
  ...(['rejected', 'withdrawn', 'expired'] as const),
] as const;

const timestamp = z.iso.datetime();

export const PolicyVersion = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,59}$/, 'Must be 1 to 60 lower case letters, digits, dots, underscores and hyphens')
  .describe('Version of a policy');

export const PolicyPath = z.object({ version: PolicyVersion });

export const PolicyDocument = z
  .record(z.string(), z.unknown())
  .describe('The policy as JSON, format 1 or 2; see the documentation of decisions');

export const PolicySegment = z
  .strictObject({
    feature: printableText(60).describe('A feature whose values are categories'),
    value: printableText(200),
  })
  .describe('The applications that a version decides: those with this value of the feature');

export const PolicySummary = z
  .object({
    version: PolicyVersion,
    state: z.enum(POLICY_STATES),
    description: z.string().describe('Its first 500 characters; the document has all'),
    revision: z.int().min(1).describe('Counts the edits of a draft'),
    based_on: PolicyVersion.nullable(),
    sha256: z.string().describe('Of the document, hex'),
    created_by: Person,
    created_at: timestamp,
    changed_by: Person,
    changed_at: timestamp,
    decides: z
      .array(PolicySegment.nullable())
      .describe('Segments that it decides now; null is every application without a segment of its own'),
    active_from: timestamp.nullable(),
    retired_at: timestamp.nullable(),
    request_id: z.uuid().nullable().describe('The newest request about it'),
  })
  .describe('A version of a policy');

export const PolicyList = z.object({ policies: z.array(PolicySummary) });

export const Policy = PolicySummary.extend({
  document: PolicyDocument,
  why: z.string().nullable().describe('Why it was proposed'),
}).describe('A version of a policy with its document');

export const CreatePolicyRequest = z
  .union([
    z.strictObject({ version: PolicyVersion, document: PolicyDocument }),
    z.strictObject({ version: PolicyVersion, based_on: PolicyVersion }),
  ])
  .describe('A draft with this document, or with that of another version');

export const EditPolicyRequest = z
  .strictObject({ document: PolicyDocument, revision: z.int().min(1).describe('The revision that was edited') })
  .describe('The next document of a draft');

export const PolicyCheck = z
  .object({
    problems: z.array(z.object({ path: z.string(), problem: z.string() })).describe('Empty where there are none'),
    golden_cases: z.array(
      z.object({
        name: z.string(),
        holds: z.boolean(),
        differences: z.array(
          z
            .object({ field: z.string(), expected: z.unknown(), decided: z.unknown() })
            .describe('What came out otherwise'),
        ),
      }),
    ),
  })
  .describe('What is wrong with a document, and what comes out of its golden cases');

export const PolicySpreadsheet = z
  .object({
    file_name: z.string(),
    media_type: z.string(),
    base64: z.string().describe('The workbook: a sheet for each part of the policy'),
  })
  .describe('A policy as a spreadsheet');

export const ReadSpreadsheetRequest = z
  .strictObject({ base64: z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/, 'Must be base64') })
  .describe('A workbook as GET /v1/policies/{version}/spreadsheet returns it, changed or not');

export const SpreadsheetDocument = z
  .object({ document: PolicyDocument })
  .describe('The document that a workbook states. It is not checked and not stored yet');

export const ProposePolicyRequest = z
  .strictObject({
    segment: PolicySegment.nullable().default(null).describe('null: it becomes the default'),
    effective_from: timestamp.nullable().default(null).describe('null: as soon as it is approved'),
    why: Why,
  })
  .describe('When and for which applications the version shall decide, and why');

export const Assignment = z
  .object({
    assignment_id: z.int(),
    effective_from: timestamp.nullable().describe('null: from the beginning'),
    default_version: PolicyVersion,
    segments: z.array(z.object({ feature: z.string(), value: z.string(), version: PolicyVersion })),
    is_in_force: z.boolean(),
    request_id: z.uuid().nullable(),
    assigned_by: Person,
    assigned_at: timestamp,
  })
  .describe('Which version decides for which applications; of the segments the first that matches counts');

export const AssignmentList = z.object({ assignments: z.array(Assignment).describe('Newest first') });

export type PolicyDocument = z.infer<typeof PolicyDocument>;
export type PolicySegment = z.infer<typeof PolicySegment>;
export type PolicySummary = z.infer<typeof PolicySummary>;
export type PolicyList = z.infer<typeof PolicyList>;
export type Policy = z.infer<typeof Policy>;
export type PolicySpreadsheet = z.infer<typeof PolicySpreadsheet>;
export type SpreadsheetDocument = z.infer<typeof SpreadsheetDocument>;
export type PolicyCheck = z.infer<typeof PolicyCheck>;
export type Assignment = z.infer<typeof Assignment>;
export type AssignmentList = z.infer<typeof AssignmentList>;

/** Components of the OpenAPI document. */
export const policyComponents = { PolicyDocument, PolicySegment, PolicySummary, Policy, PolicyCheck, Assignment };
