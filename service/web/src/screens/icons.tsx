import type { JSX } from 'preact';

/** Marks a robot: a square head with two eyes, as on the board. */
export function RobotMark({ label }: { label: string }): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 16 16" role="img" aria-label={label}>
      <path d="M8 1.2v2.6" class="mark-line" />
      <rect x="2.2" y="3.8" width="11.6" height="10" rx="3" class="mark-fill" />
      <circle cx="5.8" cy="8.8" r="1.35" class="mark-hole" />
      <circle cx="10.2" cy="8.8" r="1.35" class="mark-hole" />
    </svg>
  );
}

/** Three sheets on a pile: the menu. */
export function MenuIcon(): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 7h16M4 12h16M4 17h10" />
    </svg>
  );
}

/** A cross. */
export function CloseIcon(): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M6 6l12 12M18 6L6 18" />
    </svg>
  );
}

/** An arrow upwards; the pad turns it. */
export function ArrowIcon(): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 18V6M6 12l6-6 6 6" />
    </svg>
  );
}

/** A triangle: play. */
export function PlayIcon(): JSX.Element {
  return (
    <svg class="icon solid" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M8 5.5v13l10.5-6.5z" />
    </svg>
  );
}

/** Two bars: pause. */
export function PauseIcon(): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M8.5 6v12M15.5 6v12" />
    </svg>
  );
}

/** A triangle before a bar: one step. */
export function StepIcon({ back = false }: { back?: boolean }): JSX.Element {
  return (
    <svg class={back ? 'icon solid mirrored' : 'icon solid'} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M6.5 7v10l7.5-5zM17.5 6.5v11" />
    </svg>
  );
}

/** The game's own mark: a line that leaves its land and comes home. */
export function Wordmark({ tagline }: { tagline: string }): JSX.Element {
  return (
    <h1 tabIndex={-1} class="wordmark">
      <svg class="seal" viewBox="0 0 48 48" aria-hidden="true">
        <rect x="3" y="3" width="42" height="42" rx="10" class="seal-paper" />
        <path d="M24 33h14V12H22" class="seal-line" />
        <rect x="7" y="23" width="19" height="18" rx="4.5" class="seal-land" />
        <circle cx="19" cy="12" r="4.4" class="seal-head" />
      </svg>
      <span>
        <span class="wordmark-name">CODELAND</span>
        <span class="wordmark-tagline">{tagline}</span>
      </span>
    </h1>
  );
}
