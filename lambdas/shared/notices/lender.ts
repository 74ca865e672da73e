/** Reads config/notices/lender.json: what notices say about the lender, the agencies and the authorities. */
import { z } from 'zod';
import file from '../../../config/notices/lender.json' with { type: 'json' };
import { LANGUAGES } from './template.ts';

const text = z.string().min(1);
/** A text in every language of the templates. */
const inLanguages = z.record(z.enum(LANGUAGES), text);

const Lender = z.strictObject({
  name: text,
  /** Lines of the postal address. */
  address: z.array(text).min(1),
  phone: text,
  email: z.email(),
  /** Time zone of the dates in notices. */
  time_zone: text,
  /** Agency that administers the Equal Credit Opportunity Act for this lender, with address (12 CFR 1002, appendix A). */
  ecoa_agency: text,
  /** Name, address and toll-free phone of the agency whose report is used; null where the lender uses none. */
  consumer_reporting_agency: text.nullable(),
  data_protection_authority: inLanguages,
  data_protection_contact: text,
  debt_advice: inLanguages,
  /** Language of the catalogue's and the lender's reasons, which are stored with every decision. */
  reasons_language: z.string().regex(/^[a-z]{2}$/),
});
export type Lender = z.infer<typeof Lender>;

export const lender: Lender = Lender.parse(file);
