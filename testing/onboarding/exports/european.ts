/** Exports with the habits of European banks: decimal commas, points between thousands, days first, other languages. */
import { type ColumnRecipe, makeDni, makeExport, makePesel, pickName, writeDay, writeNumber } from '../make-export.ts';

const GERMAN_BANK = makeExport({
  name: 'german-bank',
  bad: ['ja'],
  tables: [
    {
      file: 'kredite.csv',
      columns: [
        { name: 'Vertragsnummer', is: 'loan_applications.application_id', make: ({ index }) => `K-${10_000 + index}` },
        { name: 'Kundennr.', is: 'customers.customer_id', make: ({ index }) => String(500_000 + (index % 350)) },
        { name: 'Antragsdatum', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'dd.MM.yyyy') },
        {
          name: 'Kreditbetrag',
          is: 'loan_applications.amount',
          reads: { '12.500,00 €': '12500', '900,50 €': '900.5' },
          make: ({ amount }) => `${writeNumber(amount, 2, ',', '.')} €`,
        },
        { name: 'Laufzeit (Monate)', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        {
          name: 'Sollzins',
          is: 'loan_applications.annual_rate',
          reads: { '5,25 %': '5.25' },
          make: ({ rate }) => `${writeNumber(rate, 2, ',', '')} %`,
        },
        {
          name: 'Verwendungszweck',
          is: 'loan_applications.purpose',
          make: ({ random }) => random.pick(['Auto', 'Möbel', 'Umschuldung', 'Sonstiges']),
        },
        {
          name: 'Geburtsdatum',
          is: 'customers.birth_date',
          make: ({ day, age }) => writeDay(day - 365 * age, 'dd.MM.yyyy'),
        },
        {
          name: 'Familienstand',
          is: 'customers.marital_status',
          make: ({ random }) => random.pick(['ledig', 'verheiratet', 'geschieden']),
        },
        { name: 'Anzahl Kinder', is: 'customers.dependants', make: ({ random }) => String(random.below(4)) },
        {
          name: 'Nettoeinkommen monatlich',
          is: 'customers.annual_income',
          make: ({ income }) => writeNumber(income / 12, 2, ',', '.'),
        },
        { name: 'Name, Vorname', is: 'personal', make: pickName },
        {
          name: 'Straße',
          is: 'personal',
          make: ({ random }) => `${random.pick(['Hauptstraße', 'Gartenweg', 'Lindenallee'])} ${1 + random.below(90)}`,
        },
        { name: 'PLZ', is: 'personal', make: ({ random }) => String(10_000 + random.below(80_000)) },
        { name: 'Filiale', is: 'category', make: ({ random }) => String(1 + random.below(30)) },
        { name: 'Schufa-Score', is: 'number', make: ({ random }) => writeNumber(90 + 9 * random.next(), 2, ',', '') },
        { name: 'Ausgefallen', is: 'target', make: ({ isBad }) => (isBad ? 'ja' : 'nein') },
        {
          name: 'Ausfallbetrag',
          is: 'leak',
          make: ({ isBad, amount }) => (isBad ? writeNumber(amount / 2, 2, ',', '.') : ''),
        },
      ],
    },
  ],
});

const SPANISH = makeExport({
  name: 'spanish-cooperative',
  bad: ['Impagado', 'Castigado'],
  findings: ['leak'],
  tables: [
    {
      file: 'prestamos.csv',
      columns: [
        {
          name: 'Nº Préstamo',
          is: 'loan_applications.application_id',
          make: ({ index }) => String(77_000 + 3 * index),
        },
        { name: 'DNI', is: 'customers.national_id', make: makeDni },
        {
          name: 'Fecha Solicitud',
          is: 'loan_applications.applied_at',
          reads: { '28/02/2016': '2016-02-28' },
          make: ({ day }) => writeDay(day, 'dd/MM/yyyy'),
        },
        {
          name: 'Importe Solicitado',
          is: 'loan_applications.amount',
          make: ({ amount }) => writeNumber(amount, 0, ',', '.'),
        },
        { name: 'Plazo (meses)', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        {
          name: 'Tipo de interés',
          is: 'loan_applications.annual_rate',
          make: ({ rate }) => writeNumber(rate, 2, ',', ''),
        },
        {
          name: 'Finalidad',
          is: 'loan_applications.purpose',
          make: ({ random }) => random.pick(['Vehículo', 'Reforma', 'Estudios']),
        },
        { name: 'Edad', is: 'customers.birth_date', make: ({ age }) => String(age) },
        {
          name: 'Estado Civil',
          is: 'customers.marital_status',
          make: ({ random }) => random.pick(['Soltero', 'Casado', 'Divorciado']),
        },
        {
          name: 'Ingresos Mensuales',
          is: 'customers.annual_income',
          make: ({ income }) => writeNumber(income / 12, 0, ',', '.'),
        },
        { name: 'Teléfono Móvil', is: 'personal', make: ({ random }) => `6${10_000_000 + random.below(80_000_000)}` },
        {
          name: 'Antigüedad Laboral',
          is: 'customers.employment_start_date',
          make: ({ random }) => `${random.below(25)} años`,
        },
        { name: 'Sucursal', is: 'category', make: ({ random }) => `S${String(random.below(20)).padStart(3, '0')}` },
        {
          name: 'Estado',
          is: 'target',
          make: ({ isBad, random }) =>
            isBad ? random.pick(['Impagado', 'Castigado']) : random.pick(['Pagado', 'Vigente', 'Pagado']),
        },
        {
          name: 'Fecha Último Pago',
          is: ['leak', 'date'],
          make: ({ day, random }) => writeDay(day + 60 + random.below(300), 'dd/MM/yyyy'),
        },
        {
          name: 'Días de Mora',
          is: 'leak',
          make: ({ isBad, random }) => String(isBad ? 90 + random.below(200) : random.below(20)),
        },
      ],
    },
  ],
});

const FRENCH = makeExport({
  name: 'french-lender',
  bad: ['oui'],
  tables: [
    {
      file: 'dossiers.csv',
      columns: [
        { name: 'numero_dossier', is: 'loan_applications.application_id', make: ({ index }) => `D${20_000 + index}` },
        { name: 'date_demande', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'dd/MM/yyyy') },
        {
          name: 'montant_pret',
          is: 'loan_applications.amount',
          reads: { '12\u202f500,00': '12500' },
          make: ({ amount }) => writeNumber(amount, 2, ',', '\u202f'),
        },
        { name: 'duree_mois', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
        { name: 'taux', is: 'loan_applications.annual_rate', make: ({ rate }) => `${writeNumber(rate, 2, ',', '')}%` },
        {
          name: 'objet_du_pret',
          is: 'loan_applications.purpose',
          make: ({ random }) => random.pick(['travaux', 'véhicule', 'trésorerie']),
        },
        {
          name: 'date_naissance',
          is: 'customers.birth_date',
          make: ({ day, age }) => writeDay(day - 365 * age, 'dd/MM/yyyy'),
        },
        { name: 'civilite', is: 'customers.sex', make: ({ random }) => random.pick(['Madame', 'Monsieur']) },
        {
          name: 'situation_familiale',
          is: 'customers.marital_status',
          make: ({ random }) => random.pick(['marié', 'célibataire', 'divorcé']),
        },
        {
          name: 'revenu_annuel',
          is: 'customers.annual_income',
          make: ({ income }) => writeNumber(income, 2, ',', '\u202f'),
        },
        {
          name: 'nom',
          is: 'personal',
          make: ({ random }) => random.pick(['Martin', 'Bernard', 'Dubois', 'Petit', 'Moreau', 'Girard', 'Roux']),
        },
        {
          name: 'prenom',
          is: 'personal',
          make: ({ random }) => random.pick(['Louis', 'Camille', 'Hugo', 'Chloé', 'Jules', 'Inès']),
        },
        { name: 'courriel', is: 'customers.email', make: ({ index }) => `p${index}@exemple.fr` },
        { name: 'co_emprunteur', is: 'category', make: ({ random }) => random.pick(['oui', 'non']) },
        { name: 'taux_endettement', is: 'number', make: ({ random }) => writeNumber(50 * random.next(), 1, ',', '') },
        { name: 'defaut', is: 'target', make: ({ isBad }) => (isBad ? 'oui' : 'non') },
        { name: 'montant_recouvre', is: 'leak', make: ({ isBad }) => (isBad ? '120,00' : '0,00') },
      ],
    },
  ],
});

const POLISH_MONTHS = [
  'stycznia',
  'lutego',
  'marca',
  'kwietnia',
  'maja',
  'czerwca',
  'lipca',
  'sierpnia',
  'września',
  'października',
  'listopada',
  'grudnia',
];

const POLISH = makeExport({
  name: 'polish-lender',
  bad: ['windykacja', 'niespłacony'],
  tables: [
    {
      file: 'pozyczki.csv',
      columns: [
        { name: 'Nr umowy', is: 'loan_applications.application_id', make: ({ index }) => `U/${index + 1}/2016` },
        { name: 'PESEL', is: 'customers.national_id', make: makePesel },
        {
          name: 'Data wniosku',
          is: 'loan_applications.applied_at',
          reads: { '3 marca 2016': '2016-03-03' },
          make: ({ day }) => {
            const [y, m, d] = writeDay(day, 'yyyy-MM-dd').split('-').map(Number);
            return `${d} ${POLISH_MONTHS[(m ?? 1) - 1]} ${y}`;
          },
        },
        {
          name: 'Kwota',
          is: 'loan_applications.amount',
          make: ({ amount }) => `${writeNumber(amount, 2, ',', ' ')} zł`,
        },
        { name: 'Okres kredytowania', is: 'loan_applications.term_months', make: ({ term }) => `${term} mies.` },
        {
          name: 'Oprocentowanie',
          is: 'loan_applications.annual_rate',
          make: ({ rate }) => `${writeNumber(rate, 2, ',', '')}%`,
        },
        {
          name: 'Cel',
          is: 'loan_applications.purpose',
          make: ({ random }) => random.pick(['remont', 'samochód', 'inne']),
        },
        { name: 'Wiek', is: 'customers.birth_date', make: ({ age }) => `${age} lat` },
        { name: 'Płeć', is: 'customers.sex', make: ({ random }) => random.pick(['K', 'M']) },
        {
          name: 'Dochód miesięczny',
          is: 'customers.annual_income',
          make: ({ income }) => writeNumber(income / 12, 2, ',', ' '),
        },
        { name: 'Staż pracy', is: 'customers.employment_start_date', make: ({ random }) => String(random.below(30)) },
        { name: 'Liczba dzieci', is: 'customers.dependants', make: ({ random }) => String(random.below(4)) },
        {
          name: 'Wykształcenie',
          is: 'customers.education_level',
          make: ({ random }) => random.pick(['wyższe', 'średnie', 'zawodowe']),
        },
        {
          name: 'Telefon',
          is: 'personal',
          make: ({ random }) => `+48 ${500 + random.below(300)} ${100 + random.below(800)} ${100 + random.below(800)}`,
        },
        {
          name: 'Województwo',
          is: 'category',
          make: ({ random }) => random.pick(['mazowieckie', 'śląskie', 'lubelskie']),
        },
        {
          name: 'Status',
          is: 'target',
          make: ({ isBad, random }) =>
            isBad ? random.pick(['windykacja', 'niespłacony']) : random.pick(['spłacony', 'aktywny']),
        },
        {
          name: 'Dni opóźnienia',
          is: 'leak',
          make: ({ isBad, random }) => String(isBad ? 90 + random.below(300) : random.below(9)),
        },
      ],
    },
  ],
});

const ITALIAN_COLUMNS: readonly ColumnRecipe[] = [
  { name: 'id_pratica', is: 'loan_applications.application_id', make: ({ index }) => `P${1000 + index}` },
  { name: 'data_richiesta', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'dd-MM-yyyy') },
  {
    name: 'importo_finanziato',
    is: 'loan_applications.amount',
    make: ({ amount }) => `€ ${writeNumber(amount, 2, ',', '.')}`,
  },
  { name: 'durata_mesi', is: 'loan_applications.term_months', make: ({ term }) => String(term) },
  { name: 'TAN', is: 'loan_applications.annual_rate', make: ({ rate }) => writeNumber(rate, 3, ',', '') },
  { name: 'sesso', is: 'customers.sex', make: ({ random }) => random.pick(['M', 'F']) },
  { name: 'eta', is: 'customers.birth_date', make: ({ age }) => String(age) },
  { name: 'reddito_annuo', is: 'customers.annual_income', make: ({ income }) => writeNumber(income, 0, ',', '.') },
  {
    name: 'stato_civile',
    is: 'customers.marital_status',
    make: ({ random }) => random.pick(['celibe', 'coniugato', 'vedovo']),
  },
  { name: 'codice_fiscale', is: 'personal', make: ({ index }) => `RSSMRA80A01H${String(100 + (index % 900))}U` },
  {
    name: 'abitazione',
    is: 'customers.residence_status',
    make: ({ random }) => random.pick(['proprietà', 'affitto', 'genitori']),
  },
  { name: 'regione', is: 'category', make: ({ random }) => random.pick(['Lazio', 'Veneto', 'Puglia']) },
  { name: 'rata', is: 'number', make: ({ amount, term }) => writeNumber(amount / term, 2, ',', '.') },
  { name: 'insolvenza', is: 'target', make: ({ isBad }) => (isBad ? '1' : '0') },
];

const ITALIAN = makeExport({
  name: 'italian-lender',
  bad: ['1'],
  tables: [{ file: 'prestiti.csv', columns: ITALIAN_COLUMNS }],
});

const DUTCH = makeExport({
  name: 'dutch-lender',
  bad: ['ja'],
  tables: [
    {
      file: 'leningen.csv',
      columns: [
        { name: 'Leningnummer', is: 'loan_applications.application_id', make: ({ index }) => String(880_000 + index) },
        { name: 'Klantnummer', is: 'customers.customer_id', make: ({ index }) => String(1000 + (index % 300)) },
        { name: 'Aanvraagdatum', is: 'loan_applications.applied_at', make: ({ day }) => writeDay(day, 'dd-MM-yyyy') },
        { name: 'Leenbedrag', is: 'loan_applications.amount', make: ({ amount }) => writeNumber(amount, 2, ',', '.') },
        { name: 'Looptijd', is: 'loan_applications.term_months', make: ({ term }) => `${term} maanden` },
        { name: 'Rente', is: 'loan_applications.annual_rate', make: ({ rate }) => `${writeNumber(rate, 1, ',', '')}%` },
        {
          name: 'Geboortedatum',
          is: 'customers.birth_date',
          make: ({ day, age }) => writeDay(day - 365 * age, 'dd-MM-yyyy'),
        },
        { name: 'Geslacht', is: 'customers.sex', make: ({ random }) => random.pick(['M', 'V']) },
        {
          name: 'Maandinkomen',
          is: 'customers.annual_income',
          make: ({ income }) => writeNumber(income / 12, 0, ',', '.'),
        },
        { name: 'Woonsituatie', is: 'customers.residence_status', make: ({ random }) => random.pick(['koop', 'huur']) },
        { name: 'Postcode', is: 'personal', make: ({ random }) => `${1000 + random.below(8999)} AB` },
        { name: 'Kanaal', is: 'category', make: ({ random }) => random.pick(['web', 'kantoor', 'telefoon']) },
        { name: 'Wanbetaling', is: 'target', make: ({ isBad }) => (isBad ? 'ja' : 'nee') },
      ],
    },
  ],
});

export const EUROPEAN_EXPORTS = [GERMAN_BANK, SPANISH, FRENCH, POLISH, ITALIAN, DUTCH];
