/** Composes the e-mail that brings a notice: a salutation with the applicant's name, two sentences, the PDF. */
import { z } from 'zod';
import file from '../../../config/notices/email.json' with { type: 'json' };
import { lender } from '../../shared/notices/lender.ts';
import { LANGUAGES, type Language } from '../../shared/notices/template.ts';

const text = z.string().min(1);
const texts = z
  .record(z.enum(LANGUAGES), z.strictObject({ subject: text, salutation: text, body: text, closing: text }))
  .parse(file);

export interface EmailText {
  subject: string;
  body: string;
}

/** The subject says nothing of the decision: others may see it. The name stands in the body only. */
export function composeEmail(language: Language, application: string, name: string): EmailText {
  const values: Record<string, string> = {
    ...{ application: toLine(application), name: toLine(name) },
    ...{ lender: lender.name, email: lender.email, phone: lender.phone },
  };
  const fill = (line: string): string => line.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
  const { subject, salutation, body, closing } = texts[language];
  return { subject: fill(subject), body: [salutation, body, closing].map(fill).join('\n\n') };
}

/** Delivered texts can have line breaks and other control characters. */
const toLine = (value: string): string => value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
