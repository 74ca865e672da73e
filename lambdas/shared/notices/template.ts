/**
 * The form of a notice's template (config/notices/<template>.<version>.json): blocks in order, and their texts in every
 * language. Open it to give templates a new kind of block.
 */
import { z } from 'zod';
import { RiskError } from '../errors.ts';

/** Languages that every template has. A lender who needs another adds it here and to every newest template. */
export const LANGUAGES = ['en', 'de', 'fr', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a block may be shown for; all of a block's conditions must hold. */
const CONDITIONS = [
  'approved',
  'referred',
  'declined',
  /** The policy decided. */
  'automated',
  /** A person decided. */
  'person',
  /** A rule of the policy decided, whatever the score was. */
  'rule',
  /** The reasons are those of the score. */
  'score_reasons',
  /** The lender uses a consumer reporting agency (lender.json). */
  'agency',
  /** The notice has a link by which the applicant contests the decision. */
  'contest',
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Values that a text may name in braces. */
const PLACEHOLDERS = [
  'lender_name',
  'application',
  'decision_date',
  'notice_date',
  'score',
  'score_min',
  'score_max',
  'score_date',
  'policy_version',
  'agency',
  'ecoa_agency',
  'data_protection_authority',
  'data_protection_contact',
  'debt_advice',
  'contest_until',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

const when = z.array(z.enum(CONDITIONS)).min(1).optional();
const text = z.string().min(1);

const Block = z.discriminatedUnion('block', [
  z.strictObject({ block: z.enum(['title', 'heading', 'paragraph', 'link']), text, when }),
  z.strictObject({
    block: z.literal('facts'),
    rows: z.array(z.strictObject({ label: text, value: text.optional(), text: text.optional() })).min(1),
    when,
  }),
  /** The reasons of the decision; factors: those of the score, at most four. */
  z.strictObject({ block: z.enum(['reasons', 'factors', 'lender']), when }),
]);

const Template = z.strictObject({
  template: z.string().regex(/^[a-z][a-z-]*$/),
  version: z.int().min(1),
  /** Rules that the template serves, each with its source. */
  serves: z.array(text).min(1),
  /** Who has to approve it before it is used. */
  approval: z.string().regex(/Counsel/),
  blocks: z.array(Block).min(1),
  texts: z.record(z.enum(LANGUAGES), z.record(z.string(), text)),
});
export type Template = z.infer<typeof Template>;
export type TemplateBlock = Template['blocks'][number];

/** A template lacks a text, has one too many, or names an unknown value. */
export class TemplateInvalid extends RiskError {}

/**
 * Reads a template.
 * @throws {ZodError} when it has another form
 * @throws {TemplateInvalid} when a language lacks a text, or a text names an unknown value
 */
export function parseTemplate(document: unknown): Template {
  const template = Template.parse(document);
  const needed = new Set(template.blocks.flatMap(listTexts));
  for (const language of LANGUAGES) {
    const where = `${template.template} ${template.version}, ${language}`;
    const texts = template.texts[language];
    const missing = [...needed].filter((name) => !(name in texts));
    const unused = Object.keys(texts).filter((name) => !needed.has(name));
    if (missing.length + unused.length > 0) {
      throw new TemplateInvalid(`${where}: texts missing [${missing}], unused [${unused}]`);
    }
    const values = template.blocks.flatMap((block) =>
      'rows' in block ? block.rows.map(({ value = '' }) => value) : [],
    );
    for (const line of [...Object.values(texts), ...values]) {
      const unknown = listPlaceholders(line).filter((name) => !PLACEHOLDERS.includes(name as Placeholder));
      if (unknown.length > 0) throw new TemplateInvalid(`${where}: unknown values [${unknown}]`);
    }
  }
  return template;
}

/** Names of the texts that a block shows. */
function listTexts(block: TemplateBlock): string[] {
  if ('text' in block) return [block.text];
  if ('rows' in block) return block.rows.flatMap((row) => [row.label, ...(row.text ? [row.text] : [])]);
  return [];
}

const listPlaceholders = (line: string): string[] => Array.from(line.matchAll(/\{(\w+)\}/g), ([, name = '']) => name);

/** Puts the values into a text. */
export const fillText = (line: string, values: Readonly<Record<Placeholder, string>>): string =>
  line.replace(/\{(\w+)\}/g, (_, name: Placeholder) => values[name]);
