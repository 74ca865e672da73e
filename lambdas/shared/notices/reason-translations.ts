/** Translations of stored reasons (config/notices/reasons.json). A notice shows them beside the stored text, never alone. */
import { z } from 'zod';
import file from '../../../config/notices/reasons.json' with { type: 'json' };
import { LANGUAGES, type Language } from './template.ts';

const Translations = z.partialRecord(z.enum(LANGUAGES), z.record(z.string().min(1), z.string().min(1)));
const translations = Translations.parse(file);

/** The translation of a stored reason; null where nobody has translated it. */
export function translateReason(language: Language, text: string): string | null {
  const texts = translations[language];
  return texts && Object.hasOwn(texts, text) ? (texts[text] ?? null) : null;
}
