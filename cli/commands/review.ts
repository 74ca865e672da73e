/** `npm run review`: downloads the newest quarterly review, gathers one, or signs it. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pc from 'picocolors';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { withEnvironment } from '../environment/operator-environment.ts';
import { findNewestReview, gatherReview, requireSignedPage, signReview } from '../reporting/review.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';

export const reviewCommand = defineCommand({
  name: 'review',
  summary: 'shows the quarterly review, gathers it or signs it',
  description:
    'Downloads the page of the newest quarterly review: drills, unused permissions, cost, models and drift, alarms, dependencies. A review is gathered on the first day of each quarter and waits for the signature of a person, which is written once.',
  options: {
    gather: { description: 'gather the review of the quarter that ended last, now' },
    sign: { description: 'sign the newest review; needs --as and --note' },
    as: { value: 'NAME', description: 'who signs' },
    note: { value: 'TEXT', description: 'what was decided' },
    to: {
      value: 'DIR',
      path: 'folder to write',
      description: 'folder for the page (default: reports in the state folder; on AWS the current folder)',
    },
    ...environmentOptions,
  },
  examples: {
    'npm run review -- --gather': 'a review of the local cloud',
    'npm run review -- --env prod --sign --as "Jo Vos" --note "Two roles narrowed, see ticket 12"':
      "signs production's newest review",
  },
  exitCodes: LOCAL_EXIT_CODES,
  async run({ gather, sign, as: person, note, to, ...chosen }) {
    if (sign && (!person || !note))
      throw new InvalidOptions('--sign needs --as NAME and --note TEXT: nothing was signed');
    if (sign && gather) throw new InvalidOptions('read what --gather makes before you --sign it: nothing was signed');
    if (!sign && (person ?? note) !== undefined)
      throw new InvalidOptions('--as and --note need --sign: nothing was signed');
    await withEnvironment(chosen, async ({ parameter, stateDirectory }) => {
      if (gather) await gatherReview(parameter);
      const bucket = parameter('reporting/bucket');
      const { quarter, key, isSigned } = await findNewestReview(bucket);
      if (sign && person && note) await signReview(parameter, quarter, person, note);
      if (sign || isSigned) await requireSignedPage(bucket, key);
      const folder = resolve(to ?? (stateDirectory ? join(stateDirectory, 'reports') : '.'));
      await mkdir(folder, { recursive: true });
      const page = join(folder, `${quarter}-review.html`);
      await pipeline(await getObjectStore().getStream(bucket, key), createWriteStream(page));
      console.log(
        `\n${pc.bold(`Quarterly review ${quarter}`)}, ${isSigned || sign ? 'signed' : 'waits for a signature'}`,
      );
      console.log(`  ${page}`);
      console.log(`  ${pc.dim(`s3://${bucket}/${key}`)}`);
    });
  },
});

if (import.meta.main) await runCommand(reviewCommand);
