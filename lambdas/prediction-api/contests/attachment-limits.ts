/** The limits of the files of one case, as the deployment configures them (attachments of lib/config.ts). */
import { z } from 'zod';
import { requireEnv } from '../../shared/env.ts';
import { Problem } from '../http/problem.ts';

const AttachmentLimits = z.object({ bytes: z.int(), of_case: z.int() });
export type AttachmentLimits = z.infer<typeof AttachmentLimits>;

export const readAttachmentLimits = (): AttachmentLimits =>
  AttachmentLimits.parse(JSON.parse(requireEnv('ATTACHMENT_LIMITS')));

/** @throws {Problem} when a file is larger than one may be (422) */
export function requireAllowedSize({ bytes }: { bytes: number }, limits: AttachmentLimits): void {
  if (bytes <= limits.bytes) return;
  throw new Problem(
    422,
    'attachment-too-large',
    `A file may have ${limits.bytes} bytes, and this one has ${bytes}. Send it in parts or as a smaller scan.`,
  );
}
