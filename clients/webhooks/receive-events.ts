/**
 * A receiver of events to begin with: verifies the signature, takes an event in once, and answers at once.
 * Run it with `WEBHOOK_SECRET=whsec_… node clients/webhooks/receive-events.ts`.
 */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const { WEBHOOK_SECRET = '', PORT = '8080' } = process.env;
const webhook = new Webhook(WEBHOOK_SECRET);

/** Events that were taken in. Yours is a table with the id as its key, written in the transaction of what you do. */
const known = new Set<string>();

createServer(async (request, response) => {
  const body = await text(request); // as it came: a parsed and written body has another signature
  try {
    // Throws for another secret, a changed body, and a message that is older than five minutes.
    const event = webhook.verify(body, request.headers as Record<string, string>) as { id: string; type: string };
    if (!known.has(event.id)) {
      known.add(event.id);
      console.log(JSON.stringify(event)); // put it into a queue of yours here, and work later
    }
    response.writeHead(204).end();
  } catch {
    response.writeHead(401).end();
  }
}).listen(Number(PORT), '127.0.0.1');
