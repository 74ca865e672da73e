/** Chooses the currency of the amounts: by signs and codes in values and names, otherwise a person says it. */
import { findCurrency } from '../profiling/units.ts';
import { ask, type Draft } from './draft/draft.ts';
import { splitColumnName } from './names/column-names.ts';

const CURRENCY_NAMES =
  /^(?:currency|currency code|ccy|curr|wahrung|waehrung|moneda|divisa|devise|monnaie|waluta|valuta|moeda|loan currency|valuuta)$/;
const NAMED_CODES =
  /^(?:eur|usd|gbp|chf|pln|czk|huf|ron|sek|nok|dkk|inr|brl|mxn|cop|clp|pen|zar|jpy|cny|twd|dem|aud|cad|nzd|kes|ngn|try|vnd|idr|php|thb)$/;

/** A code that stands in a mapping until a person has said which it is (ISO 4217: no currency). */
const UNKNOWN_CURRENCY = 'XXX';

export function chooseCurrency(drafts: readonly Draft[]): string {
  const [main] = drafts;
  const answer = main?.answers.currency;
  if (!main || answer !== undefined) return answer ?? UNKNOWN_CURRENCY;
  const found = [...new Set(drafts.flatMap(listCurrencies))];
  const [only] = found.length === 1 ? found : [];
  if (only) return only;
  const several =
    found.length > 1 ? `The files name several: ${found.join(', ')}. One deployment has one currency. ` : '';
  ask(main, {
    id: 'currency',
    text: `${several}In which currency are the amounts? Give the three letters of ISO 4217.`,
    choices: [
      ...(found.length > 0 ? found : ['EUR', 'USD', 'GBP']).map((code) => ({ answer: code, label: code })),
      { answer: UNKNOWN_CURRENCY, label: `${UNKNOWN_CURRENCY}: not known, shown as figures without a currency` },
    ],
    // Safe: the currency of a deployment is a name for its amounts, and this one claims none.
    proposed: found.length > 0 ? null : UNKNOWN_CURRENCY,
  });
  return UNKNOWN_CURRENCY;
}

function listCurrencies({ columns }: Draft): string[] {
  const codes = columns.flatMap(({ profile, format, use }) => {
    const words = splitColumnName(profile.column);
    if (CURRENCY_NAMES.test(words.join(' '))) return profile.frequent.flatMap(({ text }) => findCurrency(text) ?? []);
    if (format.type !== 'number' || use?.as === 'left_out') return [];
    const named = words.filter((word) => NAMED_CODES.test(word)).map((word) => word.toUpperCase());
    return [...format.affixes.flatMap((affix) => findCurrency(affix) ?? []), ...named];
  });
  return [...new Set(codes)];
}
