/** Adds invented persons to a delivery, whose data is unique so that a test can search logs and tables for it. */

/** Customers of a delivery that get personal data. Few, because each gets a separate key. */
export const KNOWN_PERSON_COUNT = 40;

const buildPersonalValues = (n: number): Record<string, string> => ({
  full_name: `Wilhelmina Zzyzx-${n}`,
  national_id: `NID-7743${n}-XQ`,
  email: `zzyzx.${n}@example.invalid`,
  phone: `+999 555 7743${n}`,
  address: `${n} Imaginary-Zzyzx Lane`,
});

/** Matches every personal value. No log may contain one. */
export const PERSONAL_VALUE = /zzyzx|NID-7743|\+999 555 7743/i;

/** Adds columns of personal data to a customers' file of the sample, filled for the first customers. */
export function addKnownPersons(header: string, lines: readonly string[]): { header: string; lines: string[] } {
  const columns = Object.keys(buildPersonalValues(0));
  const withPersons = lines.map((line, n) => {
    const values = buildPersonalValues(n);
    return `${line},${columns.map((column) => (n < KNOWN_PERSON_COUNT ? values[column] : '')).join(',')}`;
  });
  // Rejected lines (a missing id, a surplus field), whose reasons must not contain personal data either.
  const invalid = [
    `,1981-02-28,female,university,married,TW,${Object.values(buildPersonalValues(991)).join(',')}`,
    `999992,1981-01-01,female,university,married,TW,${Object.values(buildPersonalValues(992)).join(',')},${buildPersonalValues(993).email}`,
  ];
  return { header: `${header},${columns.join(',')}`, lines: [...withPersons, ...invalid] };
}
