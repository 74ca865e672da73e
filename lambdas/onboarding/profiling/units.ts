/** Lists the texts that stand around numbers: currencies, percent, comparisons and units of time in several languages. */

export type Unit = 'months' | 'years' | 'weeks' | 'days' | 'percent' | 'currency' | 'comparison' | 'thousand' | 'other';

const WORDS_OF_UNITS: Readonly<Record<Exclude<Unit, 'currency'>, string>> = {
  months: `month months mo mos mth mths mon mons monat monate monaten monatl mois mes meses mese mesi miesiac miesiace miesiecy
    mies mc maand maanden mnd maned maneder manad manader`,
  years: `year years yr yrs y yo jahr jahre jahren j an ans annee annees ano anos anno anni rok lata lat jaar jaren ar`,
  days: 'day days d tag tage tagen jour jours dia dias giorno giorni dzien dni dag dagen dagar',
  weeks: `week weeks wk wks woche wochen wo semana semanas sem semaine semaines settimana settimane tydzien tygodni tygodnie tygodnia
    week weken vecka veckor uke uker uge uger`,
  percent: '% ‰ pct pc percent prozent pa porcentaje procent ciento percento',
  comparison: '< > <= >= ≤ ≥ ~ ≈ + ca approx about up bis mehr mas plus over under',
  thousand: 'k tsd t€ tys mil',
  other: 'km kg cm m2 m² qm sqm pts points punkte point times x accounts payments installments raten cuotas hours',
};

const CURRENCY_CODES = new Set(
  `eur usd gbp chf jpy cny inr rub brl mxn cop clp pen ars uyu pln czk huf ron bgn sek nok dkk isk try zar kes ngn ghs egp mad
  tnd aed sar ils idr myr php sgd thb vnd krw twd hkd aud nzd cad uah gel kzt dem frf itl esp nlg ats
  zł zl zl. kr kr. rs rs. r$ kč kc ft lei tl dm us$ nt$ a$ c$ s/ s/. mex$ hk$ руб руб. р. euro euros`.split(/\s+/),
);

const SYMBOLS_OF_CURRENCIES: ReadonlyMap<string, string> = new Map(
  `€=EUR euro=EUR euros=EUR £=GBP ₹=INR ₽=RUB ₺=TRY ₫=VND ₩=KRW ₦=NGN ₱=PHP ₴=UAH ฿=THB r$=BRL us$=USD nt$=TWD hk$=HKD zł=PLN zl=PLN kč=CZK kc=CZK ft=HUF dm=DEM руб=RUB`
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
);

const UNITS_OF_WORDS: ReadonlyMap<string, Unit> = new Map(
  Object.entries(WORDS_OF_UNITS).flatMap(([unit, words]) =>
    words.split(/\s+/).map((word) => [word, unit as Unit] as const),
  ),
);

/** Takes accents and case off. */
export const foldText = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/ł/g, 'l').replace(/Ł/g, 'L').replace(/ß/g, 'ss').toLowerCase();

/** Finds the unit of a text around a number; undefined when it is none, as the A of A11. */
export function findUnit(affix: string): Unit | undefined {
  const lower = affix.trim().toLowerCase();
  if (/^\p{Sc}$/u.test(lower) || CURRENCY_CODES.has(lower)) return 'currency';
  const words = foldText(lower)
    .replace(/[+.,/()]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return /^[+.\s]*$/.test(lower) ? 'comparison' : undefined;
  const units = words.map((word) => UNITS_OF_WORDS.get(word) ?? (CURRENCY_CODES.has(word) ? 'currency' : undefined));
  if (units.includes(undefined) || words.length > 3) return undefined;
  return units.find((unit) => unit !== 'comparison') ?? 'comparison';
}

/** The ISO code of a currency's sign or code; undefined for a sign of several currencies, such as $ and kr. */
export function findCurrency(affix: string): string | undefined {
  const lower = affix.trim().toLowerCase().replace(/\.$/, '');
  const known = SYMBOLS_OF_CURRENCIES.get(lower);
  if (known) return known;
  return /^[a-z]{3}$/.test(lower) && CURRENCY_CODES.has(lower) ? lower.toUpperCase() : undefined;
}
