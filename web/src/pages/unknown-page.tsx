/**
 * The page at an address that the dashboard does not have: says so, and leads to all pages. Nothing of the address is
 * shown, because anybody can make a link with any words.
 */
import { Link } from 'wouter';
import { Page } from '../components/page.tsx';
import { useOpenLinks } from '../components/shell/navigation.tsx';
import { unknownAddressTexts as texts } from '../texts/shell.ts';

export function UnknownPage() {
  return (
    <Page title={texts.title}>
      <div className="state" role="alert">
        <p>{texts.detail}</p>
        <p>{texts.hint}</p>
        <ul className="row">
          {useOpenLinks()
            .flatMap(({ links }) => links)
            .map(([address, name]) => (
              <li key={address}>
                <Link href={address}>{name}</Link>
              </li>
            ))}
        </ul>
      </div>
    </Page>
  );
}
