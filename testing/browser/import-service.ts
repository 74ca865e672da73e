/**
 * Stands for the API and the upload bucket where tests look at the page "Bring your data" alone: it keeps one import in
 * memory, goes on by a step with each question, and takes parts at an origin of its own, as the bucket does.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSiteReader } from '../../cli/local/dashboard/site-files.ts';
import { ROLE_NAMES, type Role } from '../../lambdas/prediction-api/contract/roles.ts';
import type { Import, ImportPreview } from '../../lambdas/prediction-api/contract/schemas/imports.ts';
import { buildWeb } from '../../lib/build/web-bundle.ts';
import { contentSecurityPolicy, resolveFile, SECURITY_HEADERS } from '../../web/hosting-rules.ts';
import { buildMe } from './me-answer.ts';

/** Small, so that what the browser holds of a few parts is little beside a file of many. */
export const PART_BYTES = 1024 ** 2;
const IMPORT_ID = '01900000-0000-7000-8000-0000000000aa';
const RUN_ID = '01900000-0000-7000-8000-0000000000bb';
const DAY = '2024-05-31';

const format = { type: 'text' } as const;
const column = (name: string, use: object, examples: string[], confidence = 0.97) => ({
  ...{ column: name, format, missing: [], confidence, decided_by: 'proposal' as const, use: use as never },
  ...{ source: 'loans', examples, known: 970, rows: 1000 },
});

/** What the service finds in the file of the tests. */
const PREVIEW: ImportPreview = {
  tables: [{ file: 'loans.csv', part: null, rows: 1000, remarks: ['1 line before the header is left out.'] }],
  columns: [
    column('loan_id', { as: 'field', fields: [{ field: 'loan_applications.application_id' }] }, ['L-1', 'L-2', 'L-3']),
    column('email', { as: 'left_out', because: 'personal' }, ['j…@…', 'm…@…'], 0.99),
    column('rating', { as: 'attribute', table: 'loan_applications', name: 'rating', type: 'category', use: 'model' }, [
      'A',
      'B',
    ]),
    column('sum', { as: 'left_out', because: 'free_text' }, ['1.000,00', '2.500,50'], 0.4),
  ],
  ...{ currency: 'EUR', target: 'status is Default' },
  questions: [
    {
      ...{ id: 'applied_at', text: 'Which column has the day of the application?', proposed: null },
      choices: [
        { answer: 'issued', label: 'issued' },
        { answer: 'none', label: 'None of them' },
      ],
    },
  ],
  findings: [{ kind: 'leak', blocks: false, column: 'recovered', text: 'recovered is known only after the outcome.' }],
  answers: { answers: {}, columns: [] },
};

const CHECK: NonNullable<Import['check']> = {
  rows_in: 1000,
  deliveries: [{ as_of: DAY, table: 'loan_applications', mode: 'full', rows: 998 }],
  outcomes: { good: 800, bad: 98, open: 100, withheld: 0 },
  refused_rows: 2,
  refused: [
    { file: 'loans.csv', line: 17, column: 'loan_id', reason: 'it is empty' },
    { file: 'loans.csv', line: 400, column: null, reason: 'it has 5 fields instead of 4' },
  ],
  unknown_values: [{ column: 'rating', reason: 'no category', values: 3, first_lines: [8, 9, 12] }],
};

/** States in which the service works, and what comes of it. */
const NEXT: Partial<Record<Import['state'], Import['state']>> = {
  profiling: 'proposed',
  checking: 'checked',
  delivering: 'delivered',
};

export interface ImportService {
  url: string;
  /** Bodies of the calls that changed something, by the end of their path. */
  calls: { step: string; body: unknown }[];
  /** Bytes of parts that have arrived. */
  receivedBytes: () => number;
  /** Numbers of the parts that were taken, in that order. */
  takenParts: number[];
  /** Answers that the next parts get in place of being taken; undefined takes one. */
  partFailures: (number | undefined)[];
  /** Who is signed in. */
  roles: readonly Role[];
  /** What the reading of the files is refused for. */
  refusal: Import['problem'];
  /** When so many parts have been taken, all others wait until `releaseParts`. */
  holdPartsAfter(count: number): void;
  releaseParts(): void;
  reset(): void;
  stop(): Promise<void>;
}

export async function startImportService(): Promise<ImportService> {
  const { directory } = await buildWeb();
  const readFile = createSiteReader(directory);
  const arrived = new Map<number, number>();
  let current: Import | undefined;
  const buildStart = () => ({ calls: [], takenParts: [], partFailures: [], roles: ROLE_NAMES, refusal: null });
  const service = buildStart() as unknown as ImportService;
  let hold: { count: number; released: Promise<void>; release: () => void } | undefined;
  // A page that is left breaks off what it sends.
  const bucket = createServer((request, response) => takePart(request, response).catch(() => response.destroy()));
  const site = createServer((request, response) => answer(request, response).catch(() => response.destroy()));
  const listen = async (server: Server) => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const bucketUrl = `http://127.0.0.1:${await listen(bucket)}`;
  const url = `http://localhost:${await listen(site)}`;

  async function takePart(request: IncomingMessage, response: ServerResponse) {
    const headers = { 'access-control-allow-origin': url, 'access-control-allow-methods': 'PUT' };
    if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
    let bytes = 0;
    for await (const chunk of request) bytes += chunk.length;
    if (hold && arrived.size >= hold.count) await hold.released;
    if (response.destroyed) return; // who sent it has left
    const failure = service.partFailures.shift();
    if (failure === undefined) {
      const part = Number(request.url?.slice(1));
      arrived.set(part, bytes);
      service.takenParts.push(part);
    }
    response.writeHead(failure ?? 200, headers).end();
  }

  function buildUploads(size_bytes: number): Import['uploads'] {
    const parts = Array.from({ length: Math.ceil(size_bytes / PART_BYTES) }, (_, index) => ({
      ...{ part: index + 1, start: index * PART_BYTES, url: `${bucketUrl}/${index + 1}` },
      size_bytes: Math.min(PART_BYTES, size_bytes - index * PART_BYTES),
    }));
    const uploaded_bytes = service.receivedBytes();
    const missing = parts.filter(({ part }) => !arrived.has(part));
    return [{ number: 1, name: current?.files[0]?.name ?? '', size_bytes, uploaded_bytes, parts: missing }];
  }

  function readImport(): Import | undefined {
    if (!current) return undefined;
    const { state, files } = current;
    const isOpen = state === 'proposed' || state === 'checked';
    return {
      ...current,
      uploads: state === 'uploading' ? buildUploads(files[0]?.size_bytes ?? 0) : null,
      preview: isOpen ? { ...PREVIEW, ...current.preview } : null,
      check: state === 'checked' ? CHECK : null,
      deliveries: state === 'delivered' ? CHECK.deliveries : null,
      report:
        state === 'delivered'
          ? {
              html: `${url}/r.html`,
              json: `${url}/r.json`,
              refused_csv: `${url}/r.csv`,
              expires_at: '2026-01-01T00:00:00Z',
            }
          : null,
    };
  }

  /** The work of a state has ended when it is asked for the second time. */
  function work(): void {
    if (!current) return;
    const next = NEXT[current.state];
    if (!next) return;
    if (!current.progress) current.progress = { done_bytes: 500, total_bytes: 1000, rows: 500 };
    else {
      const isRefused = current.state === 'profiling' && service.refusal !== null;
      current = {
        ...current,
        state: isRefused ? 'refused' : next,
        progress: null,
        problem: isRefused ? service.refusal : null,
      };
    }
  }

  function change(step: string, body: Record<string, unknown>): void {
    if (step === 'imports') {
      const files = body.files as Import['files'];
      current = {
        ...{ import_id: IMPORT_ID, name: String(body.name), state: 'uploading', files, problem: null, progress: null },
        ...{ created_at: '2026-01-01T00:00:00.000Z', ended_at: null, uploads: null, preview: null, check: null },
        ...{ deliveries: null, report: null },
      };
      return;
    }
    if (!current) return;
    const preview = { ...PREVIEW, ...current.preview };
    if (step === 'answers') {
      const decided = new Map((body.columns as { column: string }[]).map((entry) => [entry.column, entry]));
      const columns = preview.columns.map((entry) => ({ ...entry, ...decided.get(entry.column) }));
      const questions = PREVIEW.questions.filter(
        ({ id }) => (body.answers as Record<string, string>)[id] === undefined,
      );
      current.preview = { ...preview, columns, questions, answers: body as never };
    }
    const states = {
      complete: 'profiling',
      answers: 'profiling',
      check: 'checking',
      deliver: 'delivering',
      cancel: 'cancelled',
    };
    current.state = states[step as keyof typeof states] as Import['state'];
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { pathname } = new URL(request.url ?? '/', url);
    if (!pathname.startsWith('/v1/')) return serve(pathname, response);
    const step = pathname.split('/').at(-1) ?? '';
    if (request.method === 'POST') {
      const text = await readText(request);
      const body = text === '' ? {} : JSON.parse(text);
      service.calls.push({ step, body });
      change(step, body);
    } else if (pathname.startsWith('/v1/imports/')) work();
    const summaries = { imports: current ? [{ ...current }] : [] };
    const run = {
      run_id: RUN_ID,
      as_of: DAY,
      state: 'published',
      opened_at: '2026-01-01T00:01:00.000Z',
      duration_seconds: 9,
    };
    const bodies: Record<string, unknown> = {
      'GET /v1/me': buildMe(service.roles),
      'GET /v1/imports': summaries,
      'GET /v1/runs': { runs: [run], next_before: null },
    };
    const shown = bodies[`${request.method} ${pathname}`] ?? readImport();
    response.writeHead(shown ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(shown ?? { type: 'x', title: 'Not Found', status: 404, detail: 'none', errors: [] }));
  }

  async function serve(pathname: string, response: ServerResponse) {
    const file = await readFile(resolveFile(pathname));
    const policy = { 'content-security-policy': contentSecurityPolicy("'self'", bucketUrl) };
    response.writeHead(file ? 200 : 404, { ...SECURITY_HEADERS, ...policy, ...file?.headers }).end(file?.bytes);
  }

  return Object.assign(service, {
    url,
    holdPartsAfter(count: number) {
      const { promise, resolve } = Promise.withResolvers<void>();
      hold = { count, released: promise, release: resolve };
    },
    releaseParts() {
      hold?.release();
      hold = undefined;
    },
    receivedBytes: () => [...arrived.values()].reduce((sum, bytes) => sum + bytes, 0),
    reset() {
      arrived.clear();
      current = undefined;
      service.releaseParts();
      Object.assign(service, buildStart());
    },
    async stop() {
      for (const server of [site, bucket]) {
        server.closeAllConnections();
        server.close();
      }
    },
  });
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
