/** Reads a policy from a file that a person chose: JSON here, a spreadsheet by the API. */

import { UnreadableFile } from '../../../queries/failure.ts';
import { readSpreadsheet } from '../../../queries/policy-queries.ts';
import { policiesTexts } from '../../../texts/policies/policies.ts';

/** @throws {UnreadableFile} when the file is no JSON object */
export async function readPolicyFile(file: File): Promise<Record<string, unknown>> {
  if (file.name.toLowerCase().endsWith('.xlsx')) return readSpreadsheet(file);
  return parseDocument(await file.text());
}

/** @throws {UnreadableFile} when the text is no JSON object */
export function parseDocument(text: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new UnreadableFile(policiesTexts.draft.notJson, { cause });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UnreadableFile(policiesTexts.draft.noObject);
  }
  return content as Record<string, unknown>;
}
