/** Splits the names of raw columns into words that can be compared: without case, accents, separators and abbreviations. */
import { foldText } from '../../profiling/units.ts';

/** Abbreviations in names of columns, with what they stand for. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  amt: 'amount',
  amnt: 'amount',
  amout: 'amount',
  inc: 'income',
  nr: 'number',
  nro: 'number',
  num: 'number',
  no: 'number',
  nbr: 'number',
  numer: 'number',
  nummer: 'number',
  numero: 'number',
  dt: 'date',
  datum: 'date',
  fecha: 'date',
  data: 'date',
  d: 'date',
  emp: 'employment',
  empl: 'employment',
  cust: 'customer',
  client: 'customer',
  kunden: 'customer',
  kunde: 'customer',
  cliente: 'customer',
  klient: 'customer',
  klienta: 'customer',
  klant: 'customer',
  borrower: 'customer',
  debtor: 'customer',
  applicant: 'customer',
  app: 'application',
  appl: 'application',
  codice: 'code',
  codigo: 'code',
  cod: 'code',
  acct: 'account',
  acc: 'account',
  bal: 'balance',
  mth: 'month',
  mths: 'month',
  mnth: 'month',
  mon: 'month',
  months: 'month',
  mo: 'month',
  mos: 'month',
  yr: 'year',
  yrs: 'year',
  years: 'year',
  pmt: 'payment',
  pymnt: 'payment',
  pymt: 'payment',
  cnt: 'count',
  orig: 'origination',
  pct: 'percent',
  perc: 'percent',
  ln: 'loan',
  addr: 'address',
  int: 'interest',
  len: 'length',
  edu: 'education',
  marital: 'marital',
  dob: 'birthdate',
  tel: 'phone',
  telephone: 'phone',
  telefon: 'phone',
  telefono: 'phone',
  telefoon: 'phone',
  mobile: 'phone',
  mail: 'email',
  req: 'requested',
  appr: 'approved',
  disb: 'disbursement',
  sanc: 'sanctioned',
  sal: 'salary',
  dflt: 'default',
  def: 'default',
  nm: 'name',
  ts: 'timestamp',
  mthly: 'monthly',
  ann: 'annual',
  prin: 'principal',
  dur: 'duration',
  purp: 'purpose',
  occ: 'occupation',
  gndr: 'gender',
  deps: 'dependents',
  outst: 'outstanding',
  flg: 'flag',
  ind: 'indicator',
};

/** Words of a name, in order, for example `loan_amnt` as loan, amount. */
export function splitColumnName(name: string): string[] {
  return foldText(
    name
      // N° and nº are numbers, and D.O.B. is one word.
      .replace(/(?<!\p{L})n\.?\s?[°º](?!\p{L})\.?/giu, 'number ')
      .replace(/(?<!\p{L})(?:\p{L}\.){2,}/gu, (initials) => `${initials.replaceAll('.', '')} `)
      .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
      .replace(/(\p{L})(\d)/gu, '$1 $2'),
  )
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Words with abbreviations written out. */
export const splitNormalName = (name: string): string[] =>
  splitColumnName(name).map((word) => (Object.hasOwn(ABBREVIATIONS, word) ? (ABBREVIATIONS[word] ?? word) : word));

/** The name as one word: `LoanAmount`, `loan_amount` and `loanamount` are alike. */
export const joinWords = (words: readonly string[]): string => words.join('');

/** Whether a reader named the column, because the file has no header. */
export const isNumberedName = (name: string): boolean => /^column_\d+$/.test(name);
