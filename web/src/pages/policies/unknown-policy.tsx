/** Takes the place of a page about a version that does not exist. */
import { Link } from 'wouter';
import { NotFound } from '../../components/not-found.tsx';
import { policiesTexts } from '../../texts/policies/policies.ts';

export function UnknownPolicy({ version }: { version: string }) {
  return (
    <NotFound what={policiesTexts.what} id={version}>
      <Link href="/policies">{policiesTexts.all}</Link>
    </NotFound>
  );
}
