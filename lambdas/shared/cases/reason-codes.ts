/** Reads config/reason-codes.json: the reasons that people decide cases with. A lender changes the list there. */
import { z } from 'zod';
import file from '../../../config/reason-codes.json' with { type: 'json' };
import { CASE_DECISIONS, CASE_KINDS } from './case.ts';

const ReasonCode = z.strictObject({
  /** Words that can be shown to the applicant or an auditor; they begin the reason of the override. */
  text: z.string().min(10).max(150),
  decisions: z.array(z.enum(CASE_DECISIONS)).min(1),
  kinds: z.array(z.enum(CASE_KINDS)).min(1),
  /** It says nothing without the words of the person. */
  needs_note: z.boolean(),
});

const ReasonCodes = z.record(z.string().regex(/^[a-z][a-z0-9_]{0,59}$/), ReasonCode);

/** Code → reason, in the order in which people choose. Stored decisions name the codes: a code that is retired stays. */
export const reasonCodes: Readonly<Record<string, z.infer<typeof ReasonCode>>> = ReasonCodes.parse(file);
