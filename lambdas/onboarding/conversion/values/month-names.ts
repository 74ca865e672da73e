/** Month names of the languages in which exports are written, long and short, with their numbers. */

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'nb', 'pl'];

/** A name without case, accents and points: "févr." is "fevr". */
export const foldMonthName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\p{M}.]/gu, '')
    .toLowerCase();

/** Number of each folded name, 1 to 12. A name that two languages use for different months is left out. */
export const MONTH_NUMBERS: ReadonlyMap<string, number> = listMonthNames();

function listMonthNames(): Map<string, number> {
  const numbers = new Map<string, number>([['sept', 9]]);
  const ambiguous = new Set<string>();
  for (const language of LANGUAGES) {
    for (const name of listNamesOfLanguage(language)) {
      const known = numbers.get(name.text);
      if (known !== undefined && known !== name.month) ambiguous.add(name.text);
      numbers.set(name.text, name.month);
    }
  }
  for (const text of ambiguous) numbers.delete(text);
  return numbers;
}

/** The names alone and within a date, which differ in Slavic languages, and the first three letters that tools write. */
function listNamesOfLanguage(language: string): { text: string; month: number }[] {
  return Array.from({ length: 12 }, (_, index) => {
    const day = new Date(Date.UTC(2001, index, 15));
    const styles = ['long', 'short'] as const;
    const texts = styles.flatMap((month) => [
      new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' }).format(day),
      new Intl.DateTimeFormat(language, { month, day: 'numeric', timeZone: 'UTC' })
        .formatToParts(day)
        .find(({ type }) => type === 'month')?.value ?? '',
    ]);
    const folded = texts.map(foldMonthName).filter((text) => /^\p{L}{3,}$/u.test(text));
    return [...folded, ...(language === 'en' ? folded.map((text) => text.slice(0, 3)) : [])].map((text) => ({
      text,
      month: index + 1,
    }));
  }).flat();
}
