/** Verifies the check digits of identifiers of people, accounts and cards, by which content tells what a column is. */

const toDigits = (text: string): number[] => [...text.replace(/\D/g, '')].map(Number);

const weigh = (digits: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0);

/** Payment cards (ISO/IEC 7812) and other numbers of Luhn's. */
export function isLuhnNumber(text: string): boolean {
  const digits = toDigits(text).reverse();
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? 2 * digit : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return digits.length > 1 && sum % 10 === 0;
}

/** Bank accounts (ISO 13616): the remainder by 97 is 1. */
export function isIban(text: string): boolean {
  const written = text.replace(/[\s-]/g, '').toUpperCase();
  // Poland writes its accounts without the country.
  const compact = /^\d{26}$/.test(written) ? `PL${written}` : written;
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compact)) return false;
  const moved = compact.slice(4) + compact.slice(0, 4);
  let rest = 0;
  for (const letter of moved) rest = Number(`${rest}${Number.parseInt(letter, 36)}`) % 97;
  return rest === 1;
}

/** Poland: eleven digits. */
const isPesel = (digits: readonly number[]): boolean =>
  digits.length === 11 && (10 - (weigh(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === digits[10];

/** Brazil: eleven digits, of which two check. */
function isCpf(digits: readonly number[]): boolean {
  if (digits.length !== 11 || new Set(digits).size === 1) return false;
  const check = (length: number) => {
    const sum = digits.slice(0, length).reduce((total, digit, index) => total + digit * (length + 1 - index), 0);
    return ((10 * sum) % 11) % 10;
  };
  return check(9) === digits[9] && check(10) === digits[10];
}

/** Germany: the tax number for life, eleven digits (ISO/IEC 7064, MOD 11,10). */
function isSteuerId(digits: readonly number[]): boolean {
  if (digits.length !== 11 || digits[0] === 0) return false;
  let product = 10;
  for (const digit of digits.slice(0, 10)) {
    const sum = (digit + product) % 10 || 10;
    product = (2 * sum) % 11;
  }
  return (11 - product) % 10 === digits[10];
}

/** The Netherlands: nine digits. */
const isBsn = (digits: readonly number[]): boolean =>
  digits.length === 9 && weigh(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;

/** France: thirteen digits and two that check. */
const isNir = (text: string): boolean => {
  const compact = text.replace(/\s/g, '');
  return /^[1-478]\d{14}$/.test(compact) && 97 - (Number(compact.slice(0, 13)) % 97) === Number(compact.slice(13));
};

const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** Spain: eight digits and a letter, or a letter, seven digits and a letter. */
function isDni(text: string): boolean {
  const compact = text.replace(/[\s.-]/g, '').toUpperCase();
  if (!/^[\dXYZ]\d{7}[A-Z]$/.test(compact)) return false;
  const number = Number(compact.slice(0, -1).replace('X', '0').replace('Y', '1').replace('Z', '2'));
  return DNI_LETTERS[number % 23] === compact.at(-1);
}

/** Chile: up to eight digits and one that checks, after a dash. */
function isRut(text: string): boolean {
  const [, number = '', check] = /^(\d{1,2}\.?\d{3}\.?\d{3})-([\dK])$/.exec(text) ?? [];
  if (check === undefined) return false;
  const sum = toDigits(number)
    .reverse()
    .reduce((total, digit, index) => total + digit * (2 + (index % 6)), 0);
  return '0123456789K0'[11 - (sum % 11)] === (check === '0' ? '0' : check);
}

/** Argentina: eleven digits with dashes, of which the last checks. */
const isCuit = (digits: readonly number[]): boolean =>
  digits.length === 11 && (weigh(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) + (digits[10] ?? 0)) % 11 === 0;

/** Romania: thirteen digits. */
const isCnp = (digits: readonly number[]): boolean =>
  digits.length === 13 && (weigh(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11) % 10 === digits[12];

const FORMS = [
  // Mexico (CURP, RFC).
  /^[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d$/,
  /^[A-ZÑ&]{4}\d{6}[A-Z\d]{3}$/,
  // United States, with dashes; the United Kingdom; Italy; India (PAN); Sweden; Finland.
  /^(?!000|666)[0-8]\d\d-(?!00)\d\d-(?!0000)\d{4}$/,
  /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]$/,
  /^[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]$/,
  /^[A-Z]{3}[PCHFATBLJG][A-Z]\d{4}[A-Z]$/,
  /^(?:19|20)?\d{6}[-+]\d{4}$/,
  /^\d{6}[-+A-F]\d{3}[0-9A-Y]$/,
];

/** Whether the text is a national identifier by its form, or by its form and check digits. */
export function isNationalId(text: string): boolean {
  const upper = text.trim().toUpperCase();
  if (FORMS.some((form) => form.test(upper)) || isDni(upper) || isNir(upper) || isRut(upper)) return true;
  if (!/^[\d .-]{9,14}$/.test(upper)) return false;
  const digits = toDigits(upper);
  return isCuit(digits) || isCnp(digits) || isPesel(digits) || isCpf(digits) || isSteuerId(digits) || isBsn(digits);
}
