/** Says what the words of a column's name tell beyond fields: codes, identifiers, fairness, and what is known afterwards only. */
import { splitColumnName, splitNormalName } from './column-names.ts';

const toWords = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Numbers under such a name are codes of categories. */
const CODE_WORDS = toWords(
  `code type class category kind branch region state sector industry naics sic segment channel product group occupation job
  profession marital education sex gender race ethnicity reason source office dealer store zone district province county
  status purpose housing typ art klasse kategorie filiale branche beruf geschlecht tipo clase categoria sucursal provincia
  departamento profesion canal producto rodzaj kod oddzial wojewodztwo zawod kategoria genre categorie agence secteur metier
  canale settore professione regione codigo cd weekday dow`,
);

export const namesCode = (name: string): boolean => splitNormalName(name).some((word) => CODE_WORDS.has(word));

const ID_WORDS = toWords(
  `id ids number key uuid guid index idx rownum row pk ref reference hash token url link seq sequence unnamed lfd
  nummer kennung identifikator identificador identifiant identyfikator nr lp folio`,
);

export const namesIdentifier = (name: string): boolean => {
  const words = splitNormalName(name);
  const COUNT_WORDS = ['of', 'count', 'total', 'open', 'anzahl', 'liczba'];
  return words.some((word) => ID_WORDS.has(word)) && !words.some((word) => COUNT_WORDS.includes(word));
};

const FAIRNESS_WORDS = toWords(
  `sex gender race ethnicity ethnic religion nationality citizenship citizen foreign foreigner disability disabled pregnant
  geschlecht nationalitat nationalitaet staatsangehorigkeit staatsangehoerigkeit auslander auslaender religionszugehorigkeit sexo raza etnia nacionalidad religione
  nazionalita sexe nationalite plec obywatelstwo narodowosc nationaliteit geslacht color colour marital familienstand`,
);

/** Whether the column is of a group that the law protects: stored to measure fairness, never a model input. */
export const namesProtectedGroup = (name: string): boolean =>
  splitColumnName(name).some((word) => FAIRNESS_WORDS.has(word));

/** Words of what is known only after the outcome, or with it: each list must be in the name as a whole. */
const AFTERWARDS: readonly (readonly string[])[] = [
  ...`recoveries;recovery;recovered;collection;collections fee;collected;charge off;chargeoff;charged off;charged off amount;write off;writeoff;written off;settlement;hardship;
  total payment;total paid;total received;total rec;total recovered;last payment;last pay;next payment;out prncp;outstanding principal;outstanding balance;
  outstanding amount;principal outstanding;remaining balance;remaining principal;current balance;current upb;unpaid balance;principal paid;principal balance;principal payments;interest payments;payments made;interest paid;
  principal repaid;amount repaid;repaid amount;paid amount;paid total;paid principal;paid interest;last credit pull;last fico;net loss;gross loss;loss amount;
  actual loss;loss given;lgd;default date;date default;date of default;defaulted on;default amount;closed date;closing date;date closed;close date;payoff;paid off date;zero balance;
  foreclosure;repossession;repossessed;bankruptcy date;days past due;dpd;days late;days overdue;overdue amount;arrears;balance o s;o s balance;amount o s;amount overdue;arrears amount;current delinquency;loan current days delinquent;
  late fees;late fee;total late;lp net principal loss;lp;debt settlement;payment plan start;deferral term;policy code after;
  inkasso;mahnstufe;mahnung;mahnungen;ruckstand;rueckstand;verzugstage;tage verzug;restschuld;restsaldo;ausfalldatum;ausfall date;ausfall betrag;ausfallbetrag;abschreibung;abgeschrieben;verwertung;verwertungserlos;erlos;letzte zahlung;
  date impago;date castigo;castigo;dias mora;dias de mora;dias atraso;importe recuperado;recuperado;recuperacion;recuperaciones;saldo pendiente;saldo vivo;capital vivo;capital pendiente;deuda pendiente;importe pendiente;saldo vencido;importe impagado;ultimo pago;date ultimo pago;date cancelacion;total pagado;
  date defaut;montant recouvre;recouvrement;jours retard;jours de retard;capital restant;restant du;montant restant;encours;dernier paiement;date cloture;solde restant;
  dni opoznienia;windykacja;odzyskano;odzyskana;kwota odzyskana;saldo pozostale;pozostalo do splaty;debito residuo;capitale residuo;saldo devedor;openstaand bedrag;date windykacji;date splaty;date zamkniecia;pozostale saldo;ostatnia wplata;
  giorni ritardo;parcelas em atraso;em atraso;en atraso;recuperato;ultimo pagamento;dias de atraso;valor recuperado`
    .split(/;\s*/)
    .map((phrase) => splitNormalName(phrase)),
];

/** Words with which the same name says something of the time before: `days_past_due_previous`, `dpd_bureau`. */
const BEFORE_WORDS = toWords(
  'previous prev prior before past12 history historical hist bureau existing other others max24 open first sum6 last12m at',
);
const EXCEPTIONS = /^(?:collections? 12|tot coll|total coll|num accts|percent|chargeoff within|chargeoff 12)/;

/** Whether the name says that the value is known only after the outcome. */
export function namesAftermath(name: string): boolean {
  const words = splitNormalName(name);
  if (countsEvents(words) || words.some((word) => BEFORE_WORDS.has(word)) || EXCEPTIONS.test(words.join(' ')))
    return false;
  return AFTERWARDS.some((phrase) => containsPhrase(words, phrase));
}

/** `number_of_times_90_days_late` counts what was before; `number_of_days_past_due` does not. */
const countsEvents = (words: readonly string[]): boolean =>
  words.includes('times') ||
  /^(?:number|count|anzahl|liczba|nb)(?: of)? (?!days?|tage|dni|jours|dias)/.test(words.join(' '));

/** Whether the phrase stands in the words, one after the other, or the name is the phrase in one word. */
const containsPhrase = (words: readonly string[], phrase: readonly string[]): boolean =>
  words.join('') === phrase.join('') ||
  words.some((_, start) => phrase.every((word, index) => words[start + index] === word));
