import type { JSX } from 'preact';
import type { Provider } from '../../../src/protocol/provider.ts';
import { signInPath } from '../account/page.ts';
import { useVoice } from './language-context.ts';

const LABELS = { naver: 'signInNaver', google: 'signInGoogle' } as const;

/** A way to sign in with each provider that is offered. */
export function SignInLinks({
  providers,
  returnTo,
}: {
  readonly providers: readonly Provider[];
  readonly returnTo: string;
}): JSX.Element {
  const { t } = useVoice();
  return (
    <ul class="sign-in">
      {providers.map((provider) => (
        <li key={provider}>
          <a class={`button ${provider}`} href={signInPath(provider, returnTo)}>
            {t(LABELS[provider])}
          </a>
        </li>
      ))}
    </ul>
  );
}
