/**
 * Writes a notice as a tagged PDF with embedded fonts, which declares itself as PDF/UA-1. The same document and time give
 * the same bytes. https://pdfkit.org/docs/accessibility.html says what a tagged PDF needs.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PdfDocument from 'pdfkit';
import type { NoticeBlock, NoticeDocument, NoticeReason } from './notice-document.ts';
import { NoticeUnprintable } from './notice-unprintable.ts';

type Pdf = typeof PdfDocument.prototype;
type Tag = ReturnType<Pdf['struct']>;

const MARGIN_POINTS = 62;
const TEXT_SIZE = 10.5;
const INDENT_POINTS = 20;
/** Space that a heading or an item needs to stay with what follows. */
const KEPT_TOGETHER_POINTS = 56;
const LINE_POINTS = 15;
const INK = '#1b1f24';
const LINK_COLOUR = '#0b4f9e';

const FONTS = {
  text: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
};
/** What makes it PDF/UA. The package's types do not know that subset. */
const ACCESSIBLE = {
  pdfVersion: '1.7',
  subset: 'PDF/UA' as unknown as 'PDF/A-1',
  tagged: true,
  displayTitle: true,
} as const;
const fontFiles = new Map<string, Buffer>();

/** The bytes of a font, which also stands in node_modules next to the bundle. */
function readFont(file: string): Buffer {
  const read = fontFiles.get(file) ?? readFileSync(createRequire(import.meta.url).resolve(file));
  fontFiles.set(file, read);
  return read;
}

/**
 * Renders the file.
 * @param reference printed at the foot of each page: the notice's id
 * @throws {NoticeUnprintable} when the font lacks a character
 */
export async function renderPdf(document: NoticeDocument, issuedAt: Date, reference: string): Promise<Buffer> {
  const { language, title, lender, kind, blocks } = document;
  const pdf = new PdfDocument({
    size: kind === 'us' ? 'LETTER' : 'A4',
    margin: MARGIN_POINTS,
    ...ACCESSIBLE,
    lang: language,
    bufferPages: true,
    info: { Title: title, Author: lender, CreationDate: issuedAt, ModDate: issuedAt },
    font: null as unknown as string,
  });
  pdf.registerFont('text', readFont(FONTS.text)).registerFont('bold', readFont(FONTS.bold));
  pdf.font('text');
  refuseUnprintable(pdf, [title, lender, ...blocks.flatMap(listTexts)]);
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  for (const block of blocks) writeBlock(pdf, root, block, language);
  root.end();
  writeFooters(pdf, reference);
  pdf.end();
  const parts: Uint8Array[] = [];
  for await (const part of pdf) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

function writeBlock(pdf: Pdf, root: Tag, block: NoticeBlock, language: string): void {
  switch (block.block) {
    case 'title':
      writeText(pdf, root, 'H1', block.text, { font: 'bold', size: 17, gap: 12 });
      break;
    case 'heading':
      pdf.moveDown(0.5);
      writeText(pdf, root, 'H2', block.text, { font: 'bold', size: 12.5, gap: 4, needs: 2 * KEPT_TOGETHER_POINTS });
      break;
    case 'paragraph':
      writeText(pdf, root, 'P', block.text, {});
      break;
    case 'facts':
      for (const { label, value } of block.rows) writeFact(pdf, root, label, value);
      pdf.moveDown(0.6);
      break;
    case 'reasons':
      writeReasons(pdf, root, block.reasons, language);
      break;
    case 'lender':
      writeText(pdf, root, 'P', block.lines.join('\n'), { needs: block.lines.length * LINE_POINTS });
      break;
    case 'link':
      if (block.url === null) writeText(pdf, root, 'P', block.text, {});
      else writeLink(pdf, root, block.text, block.url);
  }
}

interface TextStyle {
  font?: 'text' | 'bold';
  size?: number;
  /** Points after it. */
  gap?: number;
  /** Points that must be left on the page, else it begins the next one. */
  needs?: number;
}

function writeText(pdf: Pdf, root: Tag, tag: string, text: string, style: TextStyle): void {
  const { font = 'text', size = TEXT_SIZE, gap = 6, needs = KEPT_TOGETHER_POINTS } = style;
  keepTogether(pdf, needs);
  const draw = () => pdf.font(font, size).fillColor(INK).text(text, pdf.page.margins.left);
  root.add(pdf.struct(tag, draw));
  pdf.y += gap;
}

function writeFact(pdf: Pdf, root: Tag, label: string, value: string): void {
  root.add(
    pdf.struct('P', () => {
      pdf.font('bold', TEXT_SIZE).fillColor(INK).text(`${label}: `, pdf.page.margins.left, pdf.y, { continued: true });
      pdf.font('text').text(value);
    }),
  );
  pdf.y += 2;
}

/** A list with labels, so that a screen reader says how many reasons there are. */
function writeReasons(pdf: Pdf, root: Tag, reasons: readonly NoticeReason[], language: string): void {
  const list = pdf.struct('L');
  root.add(list);
  for (const [index, { text, language: ofText, translation }] of reasons.entries()) {
    keepTogether(pdf);
    const item = pdf.struct('LI');
    list.add(item);
    const { left } = pdf.page.margins;
    const top = pdf.y;
    pdf.font('text', TEXT_SIZE).fillColor(INK);
    item.add(pdf.struct('Lbl', () => pdf.text(`${index + 1}. `, left, top)));
    pdf.y = top;
    const body = pdf.struct('LBody');
    item.add(body);
    if (translation !== null) writeSpan(pdf, body, translation, language);
    writeSpan(pdf, body, translation === null ? text : `(${text})`, ofText);
    body.end();
    item.end();
    pdf.y += 3;
  }
  list.end();
  pdf.y += 4;
}

function writeSpan(pdf: Pdf, body: Tag, text: string, lang: string): void {
  const left = pdf.page.margins.left + INDENT_POINTS;
  body.add(pdf.struct('Span', { lang }, () => pdf.text(text, left, pdf.y)));
}

/** The address is printed too: on paper nobody can follow a link. */
function writeLink(pdf: Pdf, root: Tag, text: string, url: string): void {
  keepTogether(pdf);
  const paragraph = pdf.struct('P');
  root.add(paragraph);
  const draw = () => {
    pdf.font('text', TEXT_SIZE).fillColor(LINK_COLOUR);
    pdf.text(`${text}: ${url}`, pdf.page.margins.left, pdf.y, { link: url, underline: true });
  };
  paragraph.add(pdf.struct('Link', { alt: text }, draw));
  paragraph.end();
  pdf.fillColor(INK);
  pdf.y += 6;
}

function keepTogether(pdf: Pdf, points = KEPT_TOGETHER_POINTS): void {
  if (pdf.y + points > pdf.page.height - pdf.page.margins.bottom) pdf.addPage();
}

/** Artifacts: a screen reader leaves them out. */
function writeFooters(pdf: Pdf, reference: string): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page);
    // Text below the margin would begin another page.
    pdf.page.margins.bottom = 0;
    pdf.markContent('Artifact', { type: 'Pagination' });
    pdf.font('text', 8).fillColor('#57606a');
    pdf.text(`${reference} · ${page - start + 1}/${count}`, MARGIN_POINTS, pdf.page.height - 40, { lineBreak: false });
    pdf.endMarkedContent();
  }
}

function listTexts(block: NoticeBlock): string[] {
  switch (block.block) {
    case 'facts':
      return block.rows.flatMap(({ label, value }) => [label, value]);
    case 'reasons':
      return block.reasons.flatMap(({ text, translation }) => [text, translation ?? '']);
    case 'lender':
      return block.lines;
    default:
      return [block.text];
  }
}

/** @throws {NoticeUnprintable} when the font lacks a character of a text */
function refuseUnprintable(pdf: Pdf, texts: readonly string[]): void {
  const { font } = (pdf as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font;
  const characters = new Set(texts.join(''));
  const missing = [...characters].filter(
    (character) => !/\s/.test(character) && !font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0),
  );
  if (missing.length > 0) throw new NoticeUnprintable(missing);
}
