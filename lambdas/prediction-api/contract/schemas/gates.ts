/** Schemas of the promotion gates that are in force. */
import { z } from 'zod';
import { GatesDocument } from '../../../shared/model/gates-document.ts';
import { Person } from './requests.ts';

export const GatesVersion = z
  .object({
    gates_version: z.int().min(1).describe('A proposal of other gates names it as based_on'),
    sha256: z.string().describe('SHA-256 of the document, hex'),
    document: GatesDocument.describe('Bounds and consequences of every gate, and whether passing them promotes'),
    changed_by: Person,
    changed_at: z.iso.datetime(),
    request_id: z.uuid().nullable().describe('Request that changed them; null for the first version'),
  })
  .describe('The promotion gates in force');
export type GatesVersion = z.infer<typeof GatesVersion>;
