/** Tests that a request is shown on a terminal as it was written, whatever its texts have. */
import { expect, jest, test } from '@jest/globals';
import { printRequest, printRequests } from '../../../cli/requests/print-requests.ts';
import type { RequestRow } from '../../../cli/requests/requests.ts';

const HOSTILE = 'raise it\u001b[2J\u001b[1A\u202e\r\nproposed by somebody else';
const REQUEST: RequestRow = {
  ...{ request_id: '018f', kind: 'gates', subject: HOSTILE, content: { document: HOSTILE }, content_sha256: 'a' },
  ...{ state: 'applied', is_emergency: true, needs_two: true, failure: null, authors: ['ann'] },
  ...{
    proposed_by: 'ann',
    proposed_why: HOSTILE,
    proposed_at: '2026-11-30 01:00:00',
    expires_at: '2026-12-14 01:00:00',
  },
  ...{ decided_by: 'bo', decided_why: HOSTILE, decided_at: '2026-11-30 02:00:00', applied_at: '2026-11-30 02:00:00' },
  ...{ reviewed_by: 'bo', reviewed_why: HOSTILE, reviewed_at: '2026-11-30 03:00:00' },
};

test.each([
  ['alone', () => printRequest(REQUEST)],
  ['in a list', () => printRequests([REQUEST])],
])('a request %s moves no cursor, hides no text and breaks no line', (_, print) => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  print();
  const printed = log.mock.calls.flat().join('');
  log.mockRestore();
  expect(printed).toContain('raise it·[2J');
  for (const hidden of ['\u001b[2J', '\u001b[1A', '\u202e', '\r']) expect(printed).not.toContain(hidden);
});
