/**
 * Sorts the words of column names into classes across languages, and says which classes make which field: an income
 * with the word of a month is a monthly income, in whatever words. A word of no class makes the name say something else.
 */

import { splitNormalName } from './column-names.ts';
import type { FieldNames } from './field-names.ts';

const CLASSES = {
  loan: `loan credit lending facility mortgage advance lender kredit kredits darlehen darlehens finanzierung finanzierungs baufinanzierung prestamo
    credito microcredito microprestamo hipoteca hipotecario pret emprunt financement pozyczka pozyczki pozyczek kredyt kredytu prestito mutuo finanziamento
    emprestimo financiamento lening leen krediet hypotheek lan laane ln deal contract vertrag vertrags contrato contrat contratto agreement umowa umowy operacion operation contractual account konto cuenta compte rachunek rachunku conto conta rekening`,
  application: `application request antrag antrags solicitud demande wniosek wniosku richiesta domanda solicitacao proposta aanvraag
    ansokan ansoknings soknads dossier pratica listing`,
  customer: `customer person personen kreditnehmer kreditnehmers antragsteller darlehensnehmer socio prestatario titular solicitante deudor emprunteur demandeur
    kredytobiorca kredytobiorcy wnioskodawca wnioskodawcy richiedente mutuatario tomador klant kund kunde kunden member party obligor user`,
  key: 'id number key code reference kennung cod codigo identifier ident ref folio',
  amount: `amount betrag betrags summe hohe hoehe sum size volume volumen importe monto montant kwota importo valor bedrag belopp belop capital principal nominal
    kapital cuantia betr upb`,
  granted: `requested approved granted disbursed disbursement financed funded sanctioned lent borrowed advanced drawn original initial origination opening beantragt beantragter beantragte bewilligt bewilligter
    ausgezahlt ausgezahlter gewahrt gewahrter anfangs ursprungs concedido concedida solicitado solicitada otorgado otorgada aprobado aprobada desembolsado desembolsada inicial financiado prestado
    demande demandee accorde accordee finance financee emprunte empruntee octroye wnioskowana przyznana udzielona wyplacona richiesto erogato finanziato concesso contratado liberado aangevraagd verstrekt beviljat utbetalt`,
  income: `income salary wage wages earnings einkommen einkommens gehalt lohn verdienst einkunfte ingreso ingresos salario sueldo nomina renta revenu revenus salaire
    dochod dochody zarobki wynagrodzenie reddito stipendio renda rendimento inkomen salaris inkomst lon inntekt`,
  month: `month monthly monat monate monaten monats monatlich monatliches monatliche mtl mensual mensuales mes meses mensuel mensuels mensuelle mois miesieczny miesieczne
    miesieczna miesiecznie miesiac miesiecy mies mensile mensili mesi mese mensal mensais maand maandelijks maanden manad pm`,
  year: `year yearly annual annually pa jahr jahre jahren jahres jahrlich jahrliches jahrliche anual anuales ano anos annuel annuels annuelle an ans annee annees roczny roczne
    roczna rocznie rok lat lata annuo annuale annui anni anno jaar jaarlijks jaren ar`,
  measure: `net gross netto brutto neto bruto neta nets brut total household haushalts haushalt hogar menage gospodarstwa familiar foyer declared stated average aprox current per pro por par
    in of the de del du des der da do dos das dei della delle den des la le el od do di w euro euros eur usd gbp pln chf dem czk inr brl mxn self reported typ basic main`,
  date: 'date day tag fec f dia jour timestamp time at on am zeitpunkt dnia giorno',
  event: `issue issued origination originated disbursement disbursal disbursed funded funding grant granted approval approved signing signed opening opened open start started begin booking booked creation created posted submitted advanced drawdown drawn lent inception commencement effective agreed agreement registered registration
    bewilligung bewilligungs auszahlung auszahlungs abschluss abschluß beginn genehmigung genehmigungs unterzeichnung eroffnung eroffnungs vertragsabschluss vertragsschluss zusage antragseingang eingang erfassung erfassungs concesion otorgamiento desembolso formalizacion firma apertura inicio alta
    octroi deblocage signature ouverture debut souscription uruchomienia udzielenia wyplaty podpisania zawarcia zlozenia erogazione stipula concessione concessao contratacao liberacao uitbetaling
    ingang verstrekking utbetaling`,
  birth:
    'birth birthdate birthday born geburt geburts geb nacimiento nac naissance urodzenia nascita nascimento geboorte fodelse fodsels',
  age: 'age alter edad wiek eta idade leeftijd alder lebensalter',
  term: 'term tenor tenure duration laufzeit laufz plazo duree okres durata prazo looptijd loptid dauer repayment splaty duracion vencimiento kreditlaufzeit',
  count: 'number count anzahl anz cantidad nombre nb liczba ilosc antal aantal qty numero',
  instalment:
    'instalments installments installment instalment payments raten cuotas cuota echeances mensualites rat parcelas termijnen avdrag',
  rate: `rate apr zins zinsen zinssatz sollzins nominalzins effektivzins sollzinssatz jahreszins tasa taux taeg tae tin oprocentowanie stopa rrso tasso tan taxa juros rente rentevoet ranta rentesats`,
  rateKind: `interest interes interet interesse nominal nominale effective effectif effektiver efectivo fixed fix customer note coupon contract percent procent prozent original origination initial current annual anual annuel annuo year yearly pa p a d`,
  child:
    'children child dependents dependants dependent dependant kinder kind kindern hijos enfants dzieci figli filhos kinderen barn dependientes personnes charge utrzymaniu',
  sex: 'sex gender genders geschlecht sexo sexe genero plec sesso geslacht kon kjonn sexes',
  collateral: `collateral property house home vehicle car asset goods sicherheit sicherheiten objekt immobilie immobilien fahrzeug garantia inmueble vivienda vehiculo bien garantie immeuble
    vehicule zabezpieczenia zabezpieczenie nieruchomosci pojazdu garanzia immobile veicolo garantia imovel onderpand pand`,
  value:
    'value wert wertes price preis valor valeur wartosc valore waarde varde appraised appraisal market price tasacion prix cena',
  purpose:
    'purpose zweck verwendungszweck verwendung proposito destino finalidad motivo objet motif cel przeznaczenie scopo finalita finalidade doel andamal intent',
} as const;

export type WordClass = keyof typeof CLASSES;

const CLASSES_OF_WORDS: ReadonlyMap<string, ReadonlySet<WordClass>> = indexClasses();

function indexClasses(): Map<string, Set<WordClass>> {
  const index = new Map<string, Set<WordClass>>();
  for (const [name, words] of Object.entries(CLASSES)) {
    for (const word of words.trim().split(/\s+/)) {
      index.set(word, (index.get(word) ?? new Set()).add(name as WordClass));
    }
  }
  return index;
}

/** Short words stand alone only; within a compound they would be found everywhere. */
const MIN_PART = 4;

/** Splits a compound into known words: haushaltsnettoeinkommen is haushalts, netto, einkommen. */
function splitCompound(word: string): string[] | undefined {
  if (CLASSES_OF_WORDS.has(word)) return [word];
  const singular = word.replace(/s$/, '');
  if (singular !== word && CLASSES_OF_WORDS.has(singular)) return [singular];
  for (let at = word.length - MIN_PART; at >= MIN_PART; at -= 1) {
    const first = word.slice(0, at);
    if (!CLASSES_OF_WORDS.has(first)) continue;
    const rest = splitCompound(word.slice(at));
    if (rest) return [first, ...rest];
  }
  return undefined;
}

/** The classes of each word; undefined when a word has none. */
function classifyName(name: string): ReadonlySet<WordClass>[] | undefined {
  const words = splitNormalName(name.replace(/nummer/gi, ' nummer').replace(/datum/gi, ' datum')).flatMap(
    (word) => splitCompound(word) ?? [''],
  );
  const classes = words.map((word) => CLASSES_OF_WORDS.get(word));
  return classes.some((found) => found === undefined) ? undefined : (classes as ReadonlySet<WordClass>[]);
}

/** Whether a word of the name, or a part of a compound, is one for an amount. */
export const hasAmountWord = (name: string): boolean =>
  splitNormalName(name)
    .flatMap((word) => splitCompound(word) ?? [])
    .some((word) => CLASSES_OF_WORDS.get(word)?.has('amount'));

interface ClassRule {
  field: string;
  kind: FieldNames['kind'];
  /** Each of these has to be there. */
  needs: readonly WordClass[];
  /** And one of these, when there are any. */
  needsOne?: readonly WordClass[];
  /** These may be there. */
  may: readonly WordClass[];
  before?: FieldNames['before'];
  scale?: number;
  isPeriodOpen?: true;
}

const RULES: readonly ClassRule[] = [
  {
    field: 'customers.annual_income',
    kind: 'amount',
    needs: ['income', 'month'],
    may: ['measure', 'customer', 'amount'],
    scale: 12,
  },
  {
    field: 'customers.annual_income',
    kind: 'amount',
    needs: ['income', 'year'],
    may: ['measure', 'customer', 'amount'],
  },
  {
    field: 'customers.annual_income',
    kind: 'amount',
    needs: ['income'],
    may: ['measure', 'customer', 'amount'],
    isPeriodOpen: true,
  },
  {
    field: 'loan_applications.amount',
    kind: 'amount',
    needs: ['amount'],
    needsOne: ['loan', 'granted', 'application'],
    may: ['loan', 'granted', 'application', 'measure'],
  },
  {
    field: 'loan_applications.applied_at',
    kind: 'date',
    needs: ['date'],
    needsOne: ['application', 'event'],
    may: ['application', 'event', 'loan', 'measure'],
  },
  { field: 'customers.birth_date', kind: 'date', needs: ['birth'], may: ['date', 'customer', 'measure'] },
  { field: 'customers.birth_date', kind: 'year', needs: ['birth', 'year'], may: ['customer', 'measure'] },
  {
    field: 'customers.birth_date',
    kind: 'age',
    needs: ['age'],
    may: ['customer', 'year', 'measure', 'application'],
    before: 'years',
  },
  {
    field: 'loan_applications.term_months',
    kind: 'duration',
    needs: ['term'],
    may: ['loan', 'application', 'granted', 'month', 'year', 'measure'],
  },
  {
    field: 'loan_applications.term_months',
    kind: 'duration',
    needs: ['count', 'instalment'],
    may: ['loan', 'month', 'measure'],
  },
  {
    field: 'loan_applications.annual_rate',
    kind: 'rate',
    needs: ['rate'],
    may: ['rateKind', 'loan', 'measure', 'year'],
  },
  { field: 'loan_applications.purpose', kind: 'category', needs: ['purpose'], may: ['loan', 'application', 'measure'] },
  {
    field: 'loan_applications.collateral_value',
    kind: 'amount',
    needs: ['collateral', 'value'],
    may: ['measure', 'amount'],
  },
  {
    field: 'loan_applications.application_id',
    kind: 'key',
    needs: ['key'],
    needsOne: ['loan', 'application'],
    may: ['loan', 'application', 'measure'],
  },
  { field: 'customers.customer_id', kind: 'key', needs: ['key', 'customer'], may: ['measure'] },
  { field: 'customers.dependants', kind: 'count', needs: ['child'], may: ['count', 'customer', 'measure'] },
  { field: 'customers.sex', kind: 'category', needs: ['sex'], may: ['customer', 'key', 'measure'] },
];

/** The fields that the words of the name make, as names of their own. */
export function listFieldsOfWords(name: string): FieldNames[] {
  const classes = classifyName(name);
  if (!classes) return [];
  return RULES.filter((rule) => fitsRule(rule, classes)).map(({ field, kind, before, scale, isPeriodOpen }) => ({
    ...{ field, kind, names: '' },
    ...(before ? { before } : {}),
    ...(scale ? { scale } : {}),
    ...(isPeriodOpen ? { isPeriodOpen } : {}),
  }));
}

function fitsRule({ needs, needsOne, may }: ClassRule, classes: readonly ReadonlySet<WordClass>[]): boolean {
  const allowed = new Set<WordClass>([...needs, ...(needsOne ?? []), ...may]);
  const has = (wanted: WordClass) => classes.some((word) => word.has(wanted));
  if (!needs.every(has) || (needsOne && !needsOne.some(has))) return false;
  return classes.every((word) => [...word].some((found) => allowed.has(found)));
}
