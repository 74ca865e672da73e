/** The PDF of a notice: its text, its tags in order, its language and title, embedded fonts, and the same bytes again. */
import { expect, test } from '@jest/globals';
import { extractText, getDocumentProxy } from 'unpdf';
import { composeNotice } from '../../../lambdas/shared/notices/compose-notice.ts';
import { NoticeUnprintable } from '../../../lambdas/shared/notices/notice-unprintable.ts';
import { renderPdf } from '../../../lambdas/shared/notices/render-pdf.ts';
import type { Language } from '../../../lambdas/shared/notices/template.ts';
import type { NoticeKind } from '../../../lambdas/shared/notices/template-kinds.ts';
import { declinedApplication as decided, noticeRequest } from '../../../testing/notices/declined-application.ts';

const { issuedAt } = noticeRequest;
const NOTICE_ID = '019a0000-0000-7000-8000-00000000000a';

interface Tag {
  role?: string;
  lang?: string;
  type?: string;
  children?: Tag[];
}

async function render(kind: NoticeKind, language: Language) {
  const { document } = composeNotice({ ...noticeRequest, kind, language });
  const bytes = await renderPdf(document, issuedAt, NOTICE_ID);
  return { document, bytes, pdf: await getDocumentProxy(new Uint8Array(bytes)) };
}

const listTags = (tag: Tag): Tag[] => [tag, ...(tag.children ?? []).flatMap(listTags)];
/** A line of the PDF ends anywhere. */
const joinLines = (text: string) => text.replace(/\s+/g, ' ');

test.each([
  { kind: 'us', language: 'en' },
  { kind: 'eu', language: 'de' },
] as const)('kind $kind in $language: text, tags, title and language', async ({ kind, language }) => {
  const { document, bytes, pdf } = await render(kind, language);
  const text = joinLines((await extractText(pdf, { mergePages: true })).text);
  for (const block of document.blocks) {
    if ('text' in block) expect(text).toContain(joinLines(block.text));
    if (block.block === 'reasons') for (const reason of block.reasons) expect(text).toContain(reason.text);
    if (block.block === 'facts') for (const row of block.rows) expect(text).toContain(`${row.label}: ${row.value}`);
  }
  const { info, metadata } = await pdf.getMetadata();
  expect(info).toMatchObject({ Title: document.title, Author: 'Example Lender', Language: language });
  expect((metadata as { getRaw(): string }).getRaw()).toContain('<pdfuaid:part>1</pdfuaid:part>');
  expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
  // Both fonts are embedded, and no other is named.
  expect(bytes.toString('latin1').match(/\/FontFile2/g)).toHaveLength(2);
  expect(bytes.toString('latin1')).not.toContain('/Helvetica');

  const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, i) => pdf.getPage(i + 1)));
  const tags = (await Promise.all(pages.map((page) => page.getStructTree()))).flatMap((tree) => listTags(tree as Tag));
  const roles = tags.flatMap(({ role }) => (role ? [role] : []));
  const count = (role: string) => roles.filter((one) => one === role).length;
  const headings = document.blocks.filter(({ block }) => block === 'heading').length;
  expect([count('H1'), count('H2')]).toEqual([1, headings]);
  const items = document.blocks.flatMap((block) => (block.block === 'reasons' ? block.reasons : []));
  expect([count('LI'), count('Lbl'), count('LBody')]).toEqual([items.length, items.length, items.length]);
  expect(tags.filter(({ role }) => role === 'Span').map(({ lang }) => lang)).toEqual(items.map(() => 'en'));
  expect(count('Link')).toBe(1);
  const links = (await Promise.all(pages.map((page) => page.getAnnotations()))).flat();
  expect(new Set(links.map(({ unsafeUrl }) => unsafeUrl))).toEqual(new Set([noticeRequest.contest?.url]));
});

test('the same notice has the same bytes, in another process too', async () => {
  const [first, second] = [await render('us', 'en'), await render('us', 'en')];
  expect(first.bytes.equals(second.bytes)).toBe(true);
});

test('a text that the font cannot print is refused, and named', async () => {
  const reasons = [{ text: 'The purpose (汽车) goes with a higher risk' }];
  const { document } = composeNotice({ ...noticeRequest, decided: { ...decided, reasons } });
  await expect(renderPdf(document, issuedAt, NOTICE_ID)).rejects.toThrow(NoticeUnprintable);
  await expect(renderPdf(document, issuedAt, NOTICE_ID)).rejects.toThrow('U+6C7D, U+8F66');
});
