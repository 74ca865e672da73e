/** Tests of the names of attachments: nothing in them leads elsewhere, hides an ending or breaks a header. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanFileName, formatFileName } from '../../../lambdas/shared/attachments/media-types.ts';

describe('name of an attachment', () => {
  test.each([
    ['Gehalt Mai 2026.pdf', 'Gehalt Mai 2026.pdf'],
    ['Überweisung.PDF', 'Überweisung.pdf'],
    ['../../etc/passwd', 'passwd.pdf'],
    ['C:\\Users\\me\\pay.pdf', 'pay.pdf'],
    ['invoice.pdf.exe', 'invoice.pdf.exe.pdf'],
    ['exe.\u202efdp', 'exe._fdp.pdf'],
    ['a"; filename="x.html', 'a_; filename=_x.html.pdf'],
    ['.htaccess', 'htaccess.pdf'],
    ['\r\nX: 1', '__X_ 1.pdf'],
    [' . ', 'file.pdf'],
  ])('%j is saved as %j', (name, saved) => {
    expect(formatFileName(cleanFileName(name, 'application/pdf'), 'application/pdf')).toBe(saved);
  });

  test('of any text is a short one that a row and a header can have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const clean = cleanFileName(name, 'text/plain');
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}"*/:<>?\\|]|^\.|[. ]$|^$/u);
        expect(clean.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
