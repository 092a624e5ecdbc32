import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { privacyPath } from '../account/page.ts';
import { useVoice } from './language-context.ts';
import { LanguageSwitch } from './language-switch.tsx';

/** One page beside the game: a heading, what it is about, and the ways home and to what is kept of players. */
export function Sheet({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { t, language } = useVoice();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    document.title = `${title} · CODELAND`;
  }, [title]);
  return (
    <main class="page account">
      <div class="card">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
        <footer>
          <a class="button" href="/">
            {t('home')}
          </a>
          <LanguageSwitch />
          <a href={privacyPath(language)}>{t('privacy')}</a>
        </footer>
      </div>
    </main>
  );
}
