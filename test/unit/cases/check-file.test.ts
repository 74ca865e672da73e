/** Tests of the check of attachments: what people send passes, and what runs or hides something is refused by its name. */
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Zippable, zipSync } from 'fflate';
import { checkFile } from '../../../lambdas/cases/attachments/check-file.ts';
import { ATTACHMENT_TYPE_NAMES, type AttachmentType } from '../../../lambdas/shared/attachments/media-types.ts';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const ODT = 'application/vnd.oasis.opendocument.text';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const zip = (parts: Zippable): Buffer => Buffer.from(zipSync(parts));
const part = (text: string): Uint8Array => Buffer.from(text);

const relationship = (type: string, mode = 'External') =>
  part(
    `<Relationships><Relationship Type="http://x/${type}" Target="http://evil" TargetMode="${mode}"/></Relationships>`,
  );
const wordParts = (main = 'wordprocessingml.document.main+xml'): Zippable => ({
  '[Content_Types].xml': part(
    `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.${main}"/></Types>`,
  ),
  'word/document.xml': part('<w:document><w:t>Income of May: 2,400</w:t></w:document>'),
});
const openParts: Zippable = { mimetype: part(ODT), 'content.xml': part('<office:document-content/>') };

const pdf = (objects: string): Buffer => latin1(`%PDF-1.7\n${objects}\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n`);
const PAGE = '1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n';
/** An object with a stream; `dictionary` says what it is. */
const stream = (dictionary: string, content: string, filter = '/FlateDecode', bytes = deflateSync(latin1(content))) =>
  `9 0 obj\n<< ${dictionary} /Filter ${filter} /Length ${bytes.length} >>\nstream\n${bytes.toString('latin1')}\nendstream\nendobj\n`;

const png = (width: number, end = '49454e44ae426082'): Buffer => {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width);
  size.writeUInt32BE(600, 4);
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  return Buffer.concat([head, size, Buffer.alloc(20), Buffer.from(end, 'hex')]);
};
const jpeg = (width: number): Buffer => {
  const frame = Buffer.from('ffc0000b080258000001011100', 'hex');
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
    frame,
    Buffer.from('ffd9', 'hex'),
  ]);
};

describe('a file that people send passes', () => {
  test.each<[string, AttachmentType, Buffer]>([
    ['a text', 'text/plain', Buffer.from('Mein Gehalt im Mai: 2.400 €\r\n\tBrutto, a < b\n')],
    ['a PDF', 'application/pdf', pdf(PAGE + stream('/Type /ObjStm /N 1 /First 4', '5 0 << /Type /Page >>'))],
    ['a PDF of a programmer', 'application/pdf', pdf(PAGE + stream('', 'BT (HTML/CSS/JavaScript) Tj ET'))],
    ['a PNG', 'image/png', png(800)],
    ['a JPEG', 'image/jpeg', jpeg(4000)],
    ['a document of Word', DOCX, zip({ ...wordParts(), 'word/_rels/document.xml.rels': relationship('hyperlink') })],
    ['a workbook', XLSX, zip({ ...wordParts('spreadsheetml.sheet.main+xml'), 'xl/printerSettings1.bin': part('p') })],
    ['a document of LibreOffice', ODT, zip(openParts)],
  ])('%s', async (_, type, bytes) => {
    expect(await checkFile(bytes, type)).toBeNull();
  });
});

describe('a file is refused', () => {
  test.each<[string, string, AttachmentType, Buffer]>([
    ['wrong-type', 'a program as a PDF', 'application/pdf', latin1('MZ\x90')],
    ['wrong-type', 'a page as a PDF', 'application/pdf', latin1('<html><script>x()</script>%PDF-1.7 %%EOF')],
    ['wrong-type', 'an SVG as a PNG', 'image/png', latin1('<svg onload="x()"/>')],
    ['wrong-type', 'a JPEG as a PNG', 'image/png', jpeg(100)],
    ['wrong-type', 'bytes as a text', 'text/plain', Buffer.from([0xff, 0xfe, 0x41, 0])],
    ['wrong-type', 'a workbook as a document', DOCX, zip(wordParts('spreadsheetml.sheet.main+xml'))],
    ['wrong-type', 'any archive as a document', DOCX, zip({ 'a.txt': part('a') })],
    ['wrong-type', 'a template as a document of LibreOffice', ODT, zip({ mimetype: part(`${ODT}-template`) })],
    ['script', 'a page as a text', 'text/plain', latin1('Hello\n<SCRIPT src=x></SCRIPT>')],
    ['script', 'a shell script as a text', 'text/plain', latin1('#!/bin/sh\nrm -rf ~')],
    ['script', 'a PDF with JavaScript', 'application/pdf', pdf(`${PAGE}3 0 obj << /S /JavaScript /JS (x) >> endobj`)],
    ['script', 'a PDF with a hidden name', 'application/pdf', pdf(`${PAGE}3 0 obj << /S /#4Aava#53cript >> endobj`)],
    [
      'script',
      'a PDF with a hidden object',
      'application/pdf',
      pdf(stream('/N 1 /First 4', '5 0 << /S /JavaScript >>')),
    ],
    ['script', 'a PDF that launches', 'application/pdf', pdf(`${PAGE}3 0 obj << /S /Launch /F (cmd.exe) >> endobj`)],
    ['script', 'a PDF with an XFA form', 'application/pdf', pdf(`${PAGE}3 0 obj << /XFA 7 0 R >> endobj`)],
    ['embedded-file', 'a PDF with a file', 'application/pdf', pdf(`${PAGE}3 0 obj << /EmbeddedFiles 4 0 R >> endobj`)],
    ['encrypted', 'a PDF with a password', 'application/pdf', pdf(`${PAGE}trailer << /Encrypt 8 0 R >>`)],
    [
      'damaged',
      'a PDF that cannot be looked through',
      'application/pdf',
      pdf(stream('/N 1 /First 4', 'x', '/LZWDecode')),
    ],
    ['damaged', 'a PDF without an end', 'application/pdf', latin1('%PDF-1.7\n')],
    ['damaged', 'half a PNG', 'image/png', png(800).subarray(0, 40)],
    ['damaged', 'half a document', DOCX, zip(wordParts()).subarray(0, 200)],
    ['too-large-inside', 'a picture of billions of pixels', 'image/png', png(2 ** 31 - 1)],
    ['too-large-inside', 'a bomb', DOCX, zip({ 'word/a.xml': new Uint8Array(101 * 2 ** 20), ...wordParts() })],
    ['too-large-inside', 'a bomb in a PDF', 'application/pdf', pdf(stream('/First 4', ' '.repeat(65 * 2 ** 20)))],
    ['macro', 'a document with macros', DOCX, zip({ ...wordParts(), 'word/vbaProject.bin': part('x') })],
    [
      'macro',
      'a renamed macro project',
      DOCX,
      zip({ ...wordParts(), 'word/a.bin': Buffer.from('d0cf11e0a1b11ae100', 'hex') }),
    ],
    ['macro', 'a workbook of the type with macros', XLSX, zip(wordParts('ms-excel.sheet.macroEnabled.main+xml'))],
    ['macro', 'a control', DOCX, zip({ ...wordParts(), 'word/activeX/activeX1.xml': part('x') })],
    ['macro', 'LibreOffice with macros', ODT, zip({ ...openParts, 'Basic/Standard/Module1.xml': part('x') })],
    [
      'script',
      'LibreOffice with an event',
      ODT,
      zip({ ...openParts, 'content.xml': part('<script:event-listener/>') }),
    ],
    ['embedded-file', 'a document in a document', DOCX, zip({ ...wordParts(), 'word/embeddings/a.docx': part('x') })],
    ['embedded-file', 'a program in a document', DOCX, zip({ ...wordParts(), 'word/media/a.png': part('MZ') })],
    [
      'external-link',
      'a template from elsewhere',
      DOCX,
      zip({ ...wordParts(), 'word/_rels/settings.xml.rels': relationship('attachedTemplate') }),
    ],
    [
      'external-link',
      'a link behind an entity',
      DOCX,
      zip({ ...wordParts(), 'word/_rels/settings.xml.rels': relationship('attachedTemplate', '&#69;xternal') }),
    ],
    ['encrypted', 'a document with a password', DOCX, Buffer.from('d0cf11e0a1b11ae100', 'hex')],
  ])('as %s: %s', async (fault, _, type, bytes) => {
    expect(await checkFile(bytes, type)).toBe(fault);
  });

  test('in seconds, however its bytes are chosen to keep the check busy', async () => {
    const busy = [
      latin1(`%PDF-1.7\n${'stream\n'.repeat(500_000)}%%EOF`),
      latin1(`%PDF-1.7\n<< /First 1 /Filter${' '.repeat(2_000_000)}x >>\nstream\nx\n%%EOF`),
      latin1(`%PDF-1.7\n${'/XFA 1 '.repeat(300_000)}%%EOF`),
    ];
    for (const bytes of busy) expect(await checkFile(bytes, 'application/pdf')).not.toBe('wrong-type');
    const rels = part(`<a ${'TargetMode="External" '.repeat(200_000)}`);
    expect(await checkFile(zip({ ...wordParts(), 'word/_rels/a.rels': rels }), DOCX)).toBeNull();
    expect(await checkFile(latin1('<'.repeat(2_000_000)), 'text/plain')).toBeNull();
  }, 10_000);

  test('whatever its bytes are: a check ends, and never throws', async () => {
    const samples = [pdf(PAGE), png(800), jpeg(800), zip(wordParts()), zip(openParts), latin1('a text')];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.nat(),
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(...ATTACHMENT_TYPE_NAMES),
        async (sample, place, noise, type) => {
          const damaged = Buffer.concat([sample, noise]);
          damaged.set(noise, place % sample.length);
          expect(['string', 'object']).toContain(typeof (await checkFile(damaged, type)));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a keyword in a string or comment does not hide what a PDF runs', () => {
  const script = deflateSync(latin1('4 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>')).toString('latin1');
  test.each([
    '/First 4 /X (endobj) /Filter /FlateDecode',
    '/First 4 /X (stream\n) /Filter /FlateDecode',
    '/First 4 /Filter /FlateDecode /X (endobj)',
    '/Filter /FlateDecode /X (stream\n) /First 4',
    '/Filter /FlateDecode % stream\n/First 4',
    '/First 4 % endobj\n/Filter /FlateDecode',
    '/First 4 % endobj 3 0 obj <<\n/Filter /FlateDecode',
    '/Filter /FlateDecode %stream\n% endobj 3 0 obj <<\n/First 4',
    '/First 4 /X (endobj 3 0 obj <<) /Filter /FlateDecode',
  ])('%j', async (dictionary) => {
    const object = `2 0 obj\n<< /Type /ObjStm /N 1 ${dictionary} >>\nstream\n${script}\nendstream\nendobj\n`;
    expect(await checkFile(pdf(PAGE + object), 'application/pdf')).toMatch(/^(script|damaged)$/);
  });
});
