/**
 * The templates of notices and which of them a kind of notice has. A version that was used never changes: another text is a
 * new file with the next version, listed here in place of the former one.
 */
import { createHash } from 'node:crypto';
import euExplanation from '../../../config/notices/eu-explanation.1.json' with { type: 'json' };
import usAdverseAction from '../../../config/notices/us-adverse-action.1.json' with { type: 'json' };
import usScoreDisclosure from '../../../config/notices/us-score-disclosure.1.json' with { type: 'json' };
import { parseTemplate, type Template } from './template.ts';

/** A template with the hash that notices name as evidence of its text. */
export interface HashedTemplate extends Template {
  sha256: string;
}

export const hashTemplate = (document: unknown): string =>
  createHash('sha256').update(JSON.stringify(document)).digest('hex');

const load = (document: unknown): HashedTemplate => ({ ...parseTemplate(document), sha256: hashTemplate(document) });

/** The newest version of each template, by its part in a notice. */
export const TEMPLATES = {
  usAdverseAction: load(usAdverseAction),
  usScoreDisclosure: load(usScoreDisclosure),
  euExplanation: load(euExplanation),
};
