/** The page for applicants in German. */
import type { ContestTexts } from './contest-texts.ts';

export const german: ContestTexts = {
  languageName: 'Deutsch',
  language: 'Sprache',
  title: 'Entscheidung anfechten',
  loading: 'Wird geladen …',
  retry: 'Erneut versuchen',
  intro:
    'Sie können dieser Entscheidung widersprechen. Schreiben Sie, was falsch ist, fügen Sie Unterlagen hinzu oder verlangen Sie, dass ein Mensch entscheidet. Das kostet nichts. Die Entscheidung gilt, bis ein Mensch sie erneut geprüft hat.',
  privacy:
    'Was Sie senden, lesen die Personen, die über Ihren Fall entscheiden; es wird mit Ihrem Fall aufbewahrt. Es wird einmal gesendet.',
  expires: (date) => `Dieser Link gilt bis ${date}.`,
  decisionOf: (date) => `Entscheidung vom ${date}`,
  decisions: { approve: 'Bewilligt', refer: 'Noch nicht entschieden', decline: 'Abgelehnt' },
  reasons: 'Gründe in Ihrem Bescheid',
  formTitle: 'Ihr Widerspruch',
  statement: 'Warum ist die Entscheidung falsch?',
  statementHint: 'Höchstens 4.000 Zeichen',
  corrections: 'Welche Daten über Sie sind falsch?',
  correctionField: 'Worum geht es?',
  correctionValue: 'Was ist richtig?',
  addCorrection: 'Berichtigung hinzufügen',
  removeCorrection: (field) => `Berichtigung ${field} entfernen`,
  human: 'Ich verlange, dass ein Mensch entscheidet',
  files: 'Unterlagen',
  filesHint: (megabytes, count) =>
    `PDF, JPEG, PNG, Word, Excel, LibreOffice oder reiner Text, je bis ${megabytes} MB; noch ${count}.`,
  noMoreFiles: 'Es können keine weiteren Unterlagen hinzugefügt werden.',
  chooseFiles: 'Unterlagen hinzufügen',
  sendingFile: (name) => `${name} wird gesendet …`,
  fileNotSent: (name) => `${name} konnte nicht gesendet werden. Versuchen Sie es erneut.`,
  fileTypeUnknown: (name) => `${name} ist von einer anderen Art. Speichern Sie es als PDF.`,
  fileTooLarge: (name) => `${name} ist leer oder zu groß. Senden Sie einen kleineren Scan.`,
  fileStates: { uploaded: 'wird geprüft', accepted: 'eingegangen', refused: 'abgewiesen' },
  faults: {
    'wrong-size': 'nicht vollständig angekommen; fügen Sie es erneut hinzu',
    'wrong-type': 'nicht das, was der Name sagt; speichern Sie es als PDF',
    encrypted: 'durch ein Kennwort geschützt; speichern Sie es ohne Kennwort',
    damaged: 'nicht lesbar; speichern Sie es erneut',
    'too-large-inside': 'innen zu groß; senden Sie einen kleineren Scan',
    macro: 'enthält ein Makro; speichern Sie es als PDF',
    script: 'enthält ein Skript; drucken Sie es als PDF',
    'embedded-file': 'enthält eine andere Datei; senden Sie diese allein',
    'external-link': 'lädt etwas von anderswo; speichern Sie es als PDF',
  },
  send: 'Widerspruch senden',
  sending: 'Wird gesendet …',
  nothingSaid:
    'Schreiben Sie, warum, fügen Sie eine Berichtigung hinzu oder verlangen Sie, dass ein Mensch entscheidet.',
  stateLabel: 'Stand',
  states: {
    open: 'Nicht gesendet',
    received: 'Eingegangen',
    in_review: 'In Prüfung',
    documents_wanted: 'Unterlagen erbeten',
    answered: 'Beantwortet',
  },
  receivedTitle: 'Ihr Widerspruch ist eingegangen',
  received: (date) => `Er ist am ${date} eingegangen. Ein Mensch prüft ihn und antwortet Ihnen.`,
  answered: 'Ein Mensch hat entschieden. Der Kreditgeber teilt Ihnen die Antwort mit.',
  problems: {
    'contest-link-invalid':
      'Dieser Link öffnet nichts. Öffnen Sie den ganzen Link aus Ihrem Bescheid oder bitten Sie den Kreditgeber um einen neuen.',
    'contest-link-expired':
      'Dieser Link ist abgelaufen. Sie können weiterhin widersprechen: Schreiben Sie dem Kreditgeber, wie in Ihrem Bescheid steht.',
    'contest-submitted': 'Ihr Widerspruch wurde schon gesendet und ist eingegangen.',
    'contest-answered': 'Ihr Widerspruch ist beantwortet. Schreiben Sie dem Kreditgeber, wie in Ihrem Bescheid steht.',
    'contest-moot': 'Die Entscheidung ist nicht mehr gespeichert; es gibt nichts, dem Sie widersprechen könnten.',
    'too-many-attachments': 'Es können keine weiteren Unterlagen hinzugefügt werden.',
    'attachment-too-large': 'Die Unterlage ist zu groß. Senden Sie einen kleineren Scan.',
    'too-many-requests': 'Im Moment gibt es zu viele Anfragen. Versuchen Sie es in einer Minute erneut.',
    unavailable:
      'Die Seite ist im Moment nicht erreichbar. Nichts ging verloren; versuchen Sie es in einer Minute erneut.',
  },
};
