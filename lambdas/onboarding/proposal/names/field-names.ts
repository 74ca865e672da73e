/**
 * Lists the names by which lenders call the columns of the landing contract, in several languages, and what their values
 * have to look like. Open it to add a name; words are separated by spaces, names by commas.
 */

/** What the values of a column have to be for a name to count. */
export type ValueKind =
  | 'amount'
  | 'number'
  | 'count'
  | 'age'
  | 'duration'
  | 'rate'
  | 'date'
  | 'year'
  | 'category'
  | 'key'
  | 'text';

export interface FieldNames {
  field: string;
  kind: ValueKind;
  names: string;
  /** Values are a time before the application. */
  before?: 'years' | 'months' | 'days';
  /** A value of another period: monthly income is a twelfth of the annual one. */
  scale?: number;
  /** The name does not say the period: a person is asked. */
  isPeriodOpen?: true;
}

export const FIELD_NAMES: readonly FieldNames[] = [
  {
    field: 'loan_applications.application_id',
    kind: 'key',
    names: `loan id, loanid, application id, loan number, loan no, loan account, loan account number, loan key, contract id,
      contract number, contract no, contract, agreement id, agreement number, account id, account number, facility id, deal id,
      loan sequence number, listing number, listing key, listing id, request id, case id, credit id, sk id curr, unique id,
      loan nr chk dgt, loan nr, reference, reference number, loan reference, vertragsnummer, vertrags number, vertrag,
      kreditnummer, kredit number, kredit id, darlehensnummer, darlehen number, darlehensnr, antragsnummer, antrags number, antrag id,
      kontonummer, konto number, id prestamo, prestamo, number prestamo, prestamo id, id credito, credito id, credito, number credito,
      id solicitud, solicitud, number solicitud, number contrato, contrato, id contrato, id operacion, operacion, folio,
      number pret, pret id, id pret, id dossier, number dossier, dossier, id contrat, number contrat, contrat, id demande,
      umowa, umowa number, number umowy, id umowy, nr umowy, wniosek, number wniosku, id wniosku, id kredytu, number kredytu,
      id prestito, number prestito, number contratto, id contratto, pratica, id emprestimo, number do contrato,
      leningnummer, lening number, contractnummer, aanvraagnummer, lanenummer, lan number`,
  },
  {
    field: 'customers.customer_id',
    kind: 'key',
    names: `customer id, customer number, customer no, customer, customer key, customer code, client code, member id, member key,
      member number, party id, obligor id, user id, person key, household id, cif, cif number, customer ref, customer reference,
      kundennummer, kundennr, kunden id, kundenid, kd number, kdnr, debitor number, debitor, geschaftspartner, geschaftspartner number, gp number,
      id customer, codigo customer, number customer, socio, id socio, number socio, id emprunteur, emprunteur,
      number emprunteur, code customer, id kunde, id kredytobiorcy, kredytobiorca, id kontrahenta, klantnummer, kundnummer, kundenummer, id anagrafica, ndg`,
  },
  {
    field: 'customers.birth_date',
    kind: 'date',
    names: `birth date, birthdate, date of birth, birth day, birthday, date birth, born, geburtsdatum, geb date, gebdatum, geburtstag,
      geburts date, geburtsdat, date nacimiento, date de nacimiento, nacimiento, f nacimiento, fec nac, fec nacimiento, date naissance,
      date de naissance, naissance, date nascita, date di nascita, date nascimento, date de nascimento, date urodzenia, urodzenia,
      geboortedatum, fodelsedatum, fodselsdato`,
  },
  {
    field: 'customers.birth_date',
    kind: 'year',
    names: `birth year, year of birth, year birth, yob, geburtsjahr, ano nacimiento, annee naissance, annee de naissance, rok urodzenia,
      anno nascita, ano de nascimento, geboortejaar`,
  },
  {
    field: 'customers.birth_date',
    kind: 'age',
    before: 'years',
    names: `age, age year, age in year, age at application, alter, alter jahre, alter in jahren, lebensalter, edad, age ans, wiek, eta,
      idade, leeftijd, alder, anios, current age, age of customer`,
  },
  { field: 'customers.birth_date', kind: 'duration', before: 'days', names: 'days birth, age days, age in days' },
  {
    field: 'customers.sex',
    kind: 'category',
    names: `sex, gender, code gender, gender code, sex code, geschlecht, sexo, sexe, genero, plec, sesso, geslacht, kon, kjonn, civilite,
      anrede`,
  },
  {
    field: 'customers.education_level',
    kind: 'category',
    names: `education, education level, level of education, education type, name education type, educational level, highest education,
      qualification, schooling, ausbildung, bildung, bildungsabschluss, schulabschluss, bildungsgrad, educacion, nivel educativo,
      nivel estudios, nivel de estudios, escolaridad, escolaridade, estudios, education niveau, niveau etudes, niveau d etudes,
      diplome, wyksztalcenie, istruzione, titolo di studio, opleiding, utbildning`,
  },
  {
    field: 'customers.marital_status',
    kind: 'category',
    names: `marital status, marriage, marital, married, civil status, family status, name family status, marriage status, marital state,
      familienstand, estado civil, etat civil, situation familiale, situation matrimoniale, stan cywilny, stato civile,
      burgerlijke staat, civilstand, sivilstand, civilstatus`,
  },
  {
    field: 'customers.dependants',
    kind: 'count',
    names: `dependants, dependents, number dependants, number dependents, number of dependents, number of dependants, dependent count, num dependents,
      count children, children, number children, number of children, children count, kinder, anzahl kinder, kinderzahl, kinder anzahl,
      unterhaltspflichtige, hijos, number hijos, numero de hijos, personas a cargo, number de hijos, dependientes, enfants,
      number enfants, nombre enfants, nb enfants, nombre d enfants, personnes a charge, dzieci, liczba dzieci, ilosc dzieci, liczba osob na utrzymaniu,
      figli, number figli, filhos, numero de filhos, number filhos, kinderen, aantal kinderen, barn, cnt children, number of dependants count`,
  },
  {
    field: 'customers.employment_status',
    kind: 'category',
    names: `employment status, employment type, employment, employment state, work status, job status, employment situation,
      income type, name income type, beschaftigung, beschaeftigung, beschaftigungsart, beschaeftigungsart, arbeitsverhaltnis,
      berufsstatus, beschaftigungsverhaltnis, berufsgruppe, situacion laboral, tipo empleo, tipo de empleo, empleo, situation professionnelle,
      type contrat, statut professionnel, zatrudnienie, forma zatrudnienia, status zatrudnienia, rodzaj zatrudnienia, impiego,
      situacao profissional, situazione lavorativa, dienstverband, sysselsattning, self employed`,
  },
  {
    field: 'customers.employment_start_date',
    kind: 'date',
    names: `employment start date, employment start, employment since, employed since, employment date, job start date, hire date, start of employment,
      beschaftigt seit, beschaeftigt seit, eintrittsdatum, angestellt seit, date ingreso laboral, date ingreso, date embauche,
      date d embauche, date zatrudnienia, zatrudniony od, date assunzione`,
  },
  {
    field: 'customers.employment_start_date',
    kind: 'duration',
    before: 'years',
    names: `employment length, employment length year, years employed, employment years, years employment, year employment, year employed, employment year, length employment,
      length of employment, years in job, years at job, year job, yoj, year at job, job tenure, tenure year, time in job, employed for, years in current job,
      year in current job, beschaftigungsdauer, beschaeftigungsdauer, dauer beschaftigung, jahre beschaftigt, betriebszugehorigkeit,
      betriebszugehorigkeit jahre, antiguedad laboral, antiguedad, antiguedad empleo, anos empleo, anos en empleo, anciennete,
      anciennete emploi, staz pracy, staz, lata pracy, lat pracy, anzianita lavorativa, tempo de emprego, dienstjaren`,
  },
  {
    field: 'customers.employment_start_date',
    kind: 'duration',
    before: 'months',
    names: `employment month, months employed, month employed, employment length month, employment status duration, month in job, month at job, month employment, month in current job,
      beschaftigt monate, beschaftigungsdauer monate, meses empleo, antiguedad meses, anciennete mois, staz pracy miesiace`,
  },
  {
    field: 'customers.employment_start_date',
    kind: 'duration',
    before: 'days',
    names: 'days employed, employment days',
  },
  {
    field: 'customers.annual_income',
    kind: 'amount',
    names: `annual income, yearly income, income annual, income yearly, annual salary, yearly salary, annual gross income, gross annual income,
      annual net income, income per year, income year, annual income usd, annual income eur, income pa, jahreseinkommen, jahresgehalt, jahresnettoeinkommen, jahresbruttoeinkommen, jahreseinkommen brutto, jahreseinkommen netto,
      ingreso anual, ingresos anuales, renta anual, salario anual, revenu annuel, revenus annuels, salaire annuel, dochod roczny,
      roczny dochod, dochody roczne, reddito annuo, reddito annuale, renda anual, rendimento anual, jaarinkomen, arsinkomst, stated annual income, amount income total, income amount total, total annual income`,
  },
  {
    field: 'customers.annual_income',
    kind: 'amount',
    scale: 12,
    names: `monthly income, income monthly, income month, month income, monthly salary, stated monthly income, net monthly income, monthly net income,
      gross monthly income, monthly gross income, income per month, salary monthly, monatseinkommen, nettoeinkommen monat, monatliches einkommen, einkommen monat, monatliches nettoeinkommen,
      monatsnetto, nettogehalt monat, haushaltsnetto, monatsgehalt, monatsnettoeinkommen, einkommen monatlich, nettoeinkommen monatlich, ingreso mensual, ingresos mensuales, salario mensual, renta mensual,
      revenu mensuel, revenus mensuels, salaire mensuel, dochod miesieczny, miesieczny dochod, dochod miesiecznie, dochod netto miesieczny, dochod miesieczny netto, dochody miesieczne,
      reddito mensile, stipendio mensile, renda mensal, salario mensal, maandinkomen, netto maandinkomen, manadsinkomst`,
  },
  {
    field: 'customers.annual_income',
    kind: 'amount',
    isPeriodOpen: true,
    names: `income, salary, customer income, income amount, total income, net income, gross income, wage, wages, earnings,
      einkommen, nettoeinkommen, netto einkommen, bruttoeinkommen, gehalt, nettogehalt, einkommen netto, einkommen brutto, haushaltseinkommen, ingreso, ingresos, ingreso neto, salario, renta, revenu, revenus, revenu net, salaire,
      dochod, dochody, zarobki, wynagrodzenie, dochod netto, reddito, stipendio, renda, inkomen, inkomst, inntekt, person income, applicantincome`,
  },
  {
    field: 'customers.residence_status',
    kind: 'category',
    names: `home ownership, homeownership, residence status, res status, resident status, tenure type, occupancy, residential status, residence type, housing, housing type, name housing type,
      house ownership, home owner status, home status, own or rent, accommodation, residence, living situation, property ownership, person home ownership, wohnsituation, wohnen,
      wohnstatus, wohnart, wohnverhaltnis, wohnverhaeltnis, wohneigentum, vivienda, tipo vivienda, tipo de vivienda, tenencia vivienda, situacion vivienda, logement, statut logement, type logement,
      situation logement, mieszkanie, status mieszkaniowy, rodzaj mieszkania, sytuacja mieszkaniowa, abitazione, tipo abitazione, moradia, tipo moradia,
      tipo residencia, woonsituatie, boendeform`,
  },
  {
    field: 'customers.residence_since',
    kind: 'duration',
    before: 'years',
    names: `years at address, year at address, years at residence, residence years, residence year, residence since years, time at address,
      time at residence, years residence, year at current address, years at current address, year current address, wohndauer, wohndauer jahre, jahre an adresse, anos residencia, anos en domicilio, anciennete logement, lata zamieszkania, present residence since, residence since`,
  },
  {
    field: 'customers.residence_since',
    kind: 'duration',
    before: 'months',
    names:
      'month at address, months at residence, month at residence, residence month, month at current address, wohndauer monate, meses residencia',
  },
  {
    field: 'customers.residence_since',
    kind: 'date',
    names: 'residence since, residence date, address since, wohnhaft seit, adresse seit, date domicilio',
  },
  {
    field: 'customers.country',
    kind: 'category',
    names:
      'country, country code, country of residence, residence country, land, wohnland, pais, pays, kraj, paese, landcode',
  },
  {
    field: 'customers.full_name',
    kind: 'text',
    names: `full name, name, customer name, names, person name, fullname, customer full name, kundenname, nachname vorname, vor und nachname, vollstandiger name, name vorname, nombre completo, nombre,
      nombre cliente, nombre customer, nombres y apellidos, nom complet, nom prenom, nom et prenom, nom customer, imie i nazwisko, imie nazwisko, nazwisko i imie, nome completo, nome, naam, volledige naam, namn, navn`,
  },
  {
    field: 'customers.national_id',
    kind: 'text',
    names: `national id, national id number, national identity number, ssn, social security number, social security, national insurance number, nino, personal id,
      personal code, personal number, passport number, passport, passport no, id card, id card number, identity number, tax id, tin, steuer id, steuerid, steuernummer, steueridentifikationsnummer, ausweisnummer, personalausweis, sozialversicherungsnummer, dni,
      nif, nie, dni nif, curp, rfc, cedula, cpf, pesel, nip, rut, rfc curp, number dni, number securite sociale, nir, codice fiscale, bsn, personnummer,
      fodselsnummer, cnp, egn, aadhaar, aadhar, pan number, pan, identificacion, documento, documento identidad`,
  },
  {
    field: 'customers.email',
    kind: 'text',
    names:
      'email, e mail, email address, e mail address, emailadresse, e mail adresse, correo, correo electronico, courriel, adres email, indirizzo email, customer email, contact email',
  },
  {
    field: 'customers.phone',
    kind: 'text',
    names: `phone, phone number, phone no, mobile number, phone phone, cell phone, cell, home phone, phone home, work phone, contact number, telefonnummer, telefonnr,
      handy, handynummer, mobil, mobilnummer, mobiltelefon, telefono movil, movil, celular, phone movil, phone celular, portable, telefon komorkowy, komorka, cellulare, telefone, phone customer, msisdn`,
  },
  {
    field: 'customers.address',
    kind: 'text',
    names: `address, street address, home address, full address, residential address, address line, address line 1, address 1, postal address, anschrift, adresse, wohnadresse, wohnanschrift, direccion,
      domicilio, adres, adres zamieszkania, indirizzo, endereco, adress, customer address, current address`,
  },
  {
    field: 'loan_applications.applied_at',
    kind: 'date',
    names: `applied at, application date, date of application, application time, application timestamp, date applied, app date, applied on, applied date, loan date,
      issue date, date issue, date issued, issued at, issued date, issued on, loan issue date, origination date, date of origination, originated at, originated on, loan origination date, origination, disbursement date,
      disbursal date, date disbursed, disbursed at, disbursed on, disbursed date, disbursed time, disbursal time, funded date, funding date, funded at, funded time, approval date, loan start date, start date, loan start, opened date, date opened, open date, opened at,
      account open date, booking date, booked date, contract date, agreement date, signed date, signing date, value date, listing creation date, listed time, posted time, posted date, request date, requested at, loan creation date, submitted at, submission date, submitted on, decision date, first payment base date,
      antragsdatum, antrag date, antragstag, antrags date, vertragsdatum, vertrags date, vertragsbeginn, abschlussdatum, auszahlungsdatum, auszahlung date, auszahlung, auszahlungstag, bewilligungsdatum, kreditdatum, laufzeitbeginn, beginn, valuta, valutadatum,
      date solicitud, date de solicitud, date desembolso, date de desembolso, date otorgamiento, date apertura, date contrato, date concesion, date prestamo, date inicio, date alta, date firma, date operacion, date formalizacion,
      date demande, date de demande, date octroi, date d octroi, date pret, date deblocage, date signature, date contrat, date debut, date ouverture, date souscription,
      date wniosku, date zlozenia wniosku, date umowy, date uruchomienia, date udzielenia, date wyplaty, date podpisania, date zawarcia, date zawarcia umowy,
      date richiesta, date erogazione, date stipula, date contratto, date domanda, date solicitacao, date concessao, date contratacao, date do contrato, date liberacao,
      aanvraagdatum, ingangsdatum, ansokningsdatum, soknadsdato, utbetalingsdato, created at, creation date, created date, created on, approve date`,
  },
  {
    field: 'loan_applications.amount',
    kind: 'amount',
    names: `loan amount, amount, loan amount requested, requested amount, amount requested, credit amount, amount credit, amount loan, principal, principal amount, loan principal, original principal,
      original balance, origination balance, original loan amount, loan original amount, original amount, original upb, origination upb, orig upb, origination unpaid principal balance, original unpaid principal balance, disbursed amount, amount disbursed, disbursement gross, disbursal amount, approved amount, sanctioned amount, sanction amount, funded amount,
      loan size, loan value, limit balance, credit limit, approved limit, financed amount, amount financed, gr appv, loan, loan sum, sum, nominal, nominal amount,
      kreditbetrag, kreditsumme, kredithohe, kredithoehe, darlehensbetrag, darlehenssumme, darlehenshohe, darlehenshoehe, darlehen betrag, finanzierungsbetrag, finanzierungssumme, nettodarlehensbetrag, nettokreditbetrag, auszahlungsbetrag, betrag, summe, antragssumme, antragsbetrag, beantragter betrag, nennbetrag, bewilligter betrag, kreditlimit, kredit betrag,
      importe, importe prestamo, importe credito, importe solicitado, importe concedido, importe del prestamo, monto, monto prestamo, monto credito, monto solicitado, monto otorgado, monto desembolsado, monto del prestamo, monto aprobado, capital, capital inicial, capital prestado, cuantia, principal prestado, valor prestamo,
      montant, montant pret, montant du pret, montant credit, montant du credit, montant demande, montant emprunte, montant finance, montant accorde, capital emprunte,
      kwota, kwota kredytu, kwota pozyczki, wartosc kredytu, wnioskowana kwota, kwota wnioskowana, kwota przyznana, importo, importo richiesto, importo finanziato, importo erogato, importo prestito, valor, valor do emprestimo, valor emprestimo, valor solicitado, valor financiado, valor contratado,
      bedrag, leenbedrag, kredietbedrag, hoofdsom, belopp, lanebelopp, lanebelop, lanbelopp, request amount, application amount`,
  },
  {
    field: 'loan_applications.term_months',
    kind: 'duration',
    names: `term, term month, loan term, loan term month, term in month, loan duration, duration, duration month, duration in month, maturity month, tenor, tenure, tenor month, tenure month, loan tenure, loan tenor, loan amount term, number of installments, number installments,
      installments, number of payments, number payments, nper, repayment period, repayment term, original loan term, original term, origination term, origination loan term, loan period, contract term, term of loan, term length, terms,
      laufzeit, laufzeit monate, laufzeit in monaten, laufzeit monat, laufzeit mon, kreditlaufzeit, laufzeit kredit, vertragslaufzeit, anzahl raten, ratenanzahl, ratenzahl, dauer, plazo, plazo meses, plazo en meses, plazo month, number cuotas, numero cuotas, numero de cuotas, cuotas,
      duracion, duree, duree month, duree mois, duree pret, duree du pret, duree en mois, nombre echeances, nb echeances, nombre mensualites, nb mensualites, okres, okres kredytu, okres kredytowania, okres splaty, okres month, okres miesiace, okres w miesiacach, liczba rat, ilosc rat, durata, durata mesi,
      number rate, numero rate, prazo, prazo meses, numero parcelas, number parcelas, looptijd, looptijd maanden, loptid, nedbetalingstid, term in months, repayment month`,
  },
  {
    field: 'loan_applications.annual_rate',
    kind: 'rate',
    names: `interest rate, interest, rate, loan interest rate, loan interest, annual rate, annual interest rate, apr, nominal rate, nominal interest rate, contract rate, note rate, original interest rate, origination interest rate, customer rate, customer apr, interest rate percent, lender yield rate, rate of interest, roi, coupon, current interest rate at origination,
      zinssatz, zins, zinsen, sollzins, sollzinssatz, effektivzins, effektivzinssatz, effektiver jahreszins, nominalzins, nominalzinssatz, jahreszins, zinssatz pa, zinssatz prozent, tasa, tasa interes, tasa de interes, tasa anual, tasa nominal, tae, tin anual, tipo interes, tipo de interes, interes, taux, taux interet, taux d interet, taux annuel, taux nominal, taeg, taux debiteur,
      oprocentowanie, stopa procentowa, stopa, rrso, oprocentowanie roczne, tasso, tasso interesse, tasso di interesse, tan, taeg percent, taxa, taxa juros, taxa de juros, juros, rente, rentepercentage, rentevoet, ranta, rentesats`,
  },
  {
    field: 'loan_applications.purpose',
    kind: 'category',
    names: `purpose, loan purpose, purpose of loan, purpose code, loan intent, intent, reason, loan reason, listing category, credit purpose, use of funds, loan use, name cash loan purpose, application purpose, activity, sector, 
      verwendungszweck, verwendung, zweck, kreditzweck, finanzierungszweck, proposito, proposito prestamo, destino, destino credito, destino prestamo, finalidad, motivo, objet, objet pret, objet du pret, motif, cel, cel kredytu, cel pozyczki,
      przeznaczenie, scopo, finalita, finalita prestito, finalidade, finalidade emprestimo, doel, bestedingsdoel, andamal, formal`,
  },
  {
    field: 'loan_applications.monthly_debt_payments',
    kind: 'amount',
    names: `monthly debt, monthly debt payments, monthly debt payment, monthly debts, monthly obligations, monthly obligation, existing monthly payments, total monthly debt, debt payments monthly, other monthly payments, existing emi, monthly liabilities, monthly commitments,
      monatliche verpflichtungen, monatliche belastung, monatliche kreditraten, bestehende raten, bestehende kreditraten, verbindlichkeiten monatlich, deudas mensuales, pagos mensuales deuda, obligaciones mensuales, charges mensuelles, mensualites en cours, credits en cours mensuels,
      miesieczne zobowiazania, zobowiazania miesieczne, raty miesieczne, impegni mensili, rate in corso, compromissos mensais`,
  },
  {
    field: 'loan_applications.collateral_value',
    kind: 'amount',
    names: `collateral value, collateral amount, value of collateral, property value, appraised value, appraisal value, asset value, vehicle value, house value, home value, amount goods price, goods price, market value, security value,
      sicherheitenwert, sicherheit wert, sicherheitswert, objektwert, immobilienwert, beleihungswert, verkehrswert, kaufpreis, valor garantia, valor de garantia, valor vivienda, valor tasacion, valor del bien, valeur garantie, valeur du bien, valeur bien, wartosc zabezpieczenia, wartosc nieruchomosci,
      valore immobile, valore garanzia, valor do bem, waarde onderpand, onderpandwaarde`,
  },
];

/** Fields of rows of their own: statements and transactions of a customer. */
export const HISTORY_FIELD_NAMES: readonly FieldNames[] = [
  {
    field: 'transactions.transaction_id',
    kind: 'key',
    names:
      'transaction id, payment id, booking id, transaction number, payment number, id transaction, id pago, id paiement, buchungsnummer, buchung id, zahlungsnummer, id transakcji, id platnosci, movement id, id movimiento, entry id, receipt number, id, transaction ref',
  },
  {
    field: 'transactions.booked_at',
    kind: 'date',
    names:
      'booked at, booking date, transaction date, payment date, date, timestamp, value date, posted date, posting date, paid at, paid on, paid date, date paid, transaction time, transaction timestamp, buchungsdatum, buchungstag, zahlungsdatum, valuta, date pago, date de pago, date paiement, date de paiement, date operation, date movimiento, date transakcji, date platnosci, date wplaty, date operazione, date pagamento, betaaldatum',
  },
  {
    field: 'transactions.amount',
    kind: 'number',
    names:
      'amount, transaction amount, payment amount, amount paid, paid amount, payment, paid, betrag, umsatz, zahlungsbetrag, zahlung, importe, monto, importe pago, monto pago, montant, montant paiement, kwota, kwota wplaty, kwota platnosci, kwota transakcji, importo, valor, bedrag, value',
  },
  {
    field: 'transactions.kind',
    kind: 'category',
    names:
      'kind, type, transaction type, payment type, category, transaction kind, transaction category, art, buchungsart, umsatzart, zahlungsart, tipo, tipo movimiento, type operation, typ, typ transakcji, channel, method, payment method',
  },
  {
    field: 'transactions.balance_after',
    kind: 'number',
    names: 'balance after, balance, running balance, account balance, saldo, kontostand, solde, saldo po, saldo nach',
  },
  {
    field: 'credit_history.as_of',
    kind: 'date',
    names:
      'as of, as of date, statement date, month, statement month, reporting date, report date, snapshot date, period, reporting period, monthly reporting period, month end, cycle date, observation date, date, balance date, stichtag, monat, abrechnungsdatum, berichtsmonat, berichtsdatum, date corte, mes, periodo, date releve, mois, miesiac, okres, date reference, observation month',
  },
  {
    field: 'credit_history.credit_score',
    kind: 'number',
    names: 'credit score, fico, fico score, bureau score, score, schufa score, schufa, rating score, bik score',
  },
  {
    field: 'credit_history.open_accounts',
    kind: 'count',
    names: 'open accounts, number open accounts, open acc, accounts open, number of accounts',
  },
  {
    field: 'credit_history.credit_limit',
    kind: 'amount',
    names:
      'credit limit, limit, limit balance, card limit, kreditlimit, kreditrahmen, limite, limite credito, plafond, limit kredytowy, amount credit limit actual',
  },
  {
    field: 'credit_history.balance',
    kind: 'number',
    names:
      'balance, statement balance, bill amount, current balance, outstanding balance, outstanding, outstanding principal, current actual upb, current upb, saldo, restschuld, salden, saldo actual, saldo pendiente, solde, encours, saldo zadluzenia, amount balance, bill, closing balance, ending balance',
  },
  {
    field: 'credit_history.payment_due',
    kind: 'amount',
    names:
      'payment due, minimum payment, min payment, amount due, due amount, installment due, minimum due, amount inst min regularity, rate faellig, cuota, importe cuota, pago minimo, echeance, mensualite, rata, rata do zaplaty',
  },
  {
    field: 'credit_history.payment_made',
    kind: 'number',
    names:
      'payment made, payment, paid, amount paid, paid amount, payment amount, amount payment current, amount payment total current, gezahlt, zahlung, pago, importe pagado, paiement, zaplacono, wplata',
  },
  {
    field: 'credit_history.months_past_due',
    kind: 'number',
    names:
      'months past due, month past due, months late, month overdue, delinquency status, current loan delinquency status, delinquency month, arrears months, month in arrears, pay status, payment status, monate im verzug, meses mora, meses de mora, mois de retard, miesiace opoznienia',
  },
  {
    field: 'credit_history.delinquencies_24m',
    kind: 'count',
    names: 'delinquencies 24 m, delinquencies, delinq 2 year, number delinquencies',
  },
  {
    field: 'credit_history.inquiries_6m',
    kind: 'count',
    names: 'inquiries 6 m, inquiries, inq last 6 month, credit inquiries',
  },
  { field: 'credit_history.public_records', kind: 'count', names: 'public records, pub rec, public record' },
  {
    field: 'credit_history.oldest_account_date',
    kind: 'date',
    names: 'oldest account date, earliest credit line, earliest cr line, oldest account, first credit line',
  },
];
