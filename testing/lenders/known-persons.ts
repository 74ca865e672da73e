/** Persons whose data a test can look for afterwards: made up, and like nothing else that is ever written. */

/** How many of a delivery's customers come with them; few, for each gets a key of its own. */
export const KNOWN_PERSON_COUNT = 40;

const buildPersonalValues = (n: number): Record<string, string> => ({
  full_name: `Wilhelmina Zzyzx-${n}`,
  national_id: `NID-7743${n}-XQ`,
  email: `zzyzx.${n}@example.invalid`,
  phone: `+999 555 7743${n}`,
  address: `${n} Imaginary-Zzyzx Lane`,
});

/** What no log may hold, whichever person it is of. */
export const PERSONAL_VALUE = /zzyzx|NID-7743|\+999 555 7743/i;

/** A customers' file of the sample with the columns of personal data, filled for the first customers. */
export function addKnownPersons(header: string, lines: readonly string[]): { header: string; lines: string[] } {
  const columns = Object.keys(buildPersonalValues(0));
  const known = lines.map((line, n) => {
    const values = buildPersonalValues(n);
    return `${line},${columns.map((column) => (n < KNOWN_PERSON_COUNT ? values[column] : '')).join(',')}`;
  });
  // Refused with reasons, and nothing of what they say about a person: no such day, and a line with a field too many.
  const refused = [
    `999991,1981-02-31,female,university,married,TW,${Object.values(buildPersonalValues(991)).join(',')}`,
    `999992,1981-01-01,female,university,married,TW,${Object.values(buildPersonalValues(992)).join(',')},${buildPersonalValues(993).email}`,
  ];
  return { header: `${header},${columns.join(',')}`, lines: [...known, ...refused] };
}
