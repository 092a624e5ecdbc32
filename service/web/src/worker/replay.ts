import type { Rules } from '../../../game/index.ts';
import type { Recording } from '../../../src/protocol/recording.ts';
import { Replica, SNAPSHOT_TICKS } from '../../../src/protocol/replica.ts';
import { Chronicle, type Story } from './chronicle.ts';
import type { ReplayControl, Report } from './messages.ts';
import { boardOf, frameOf, namesOf, type Personal, personsOf, standingsOf } from './view.ts';

/** Milliseconds of work at a stretch while the match is looked through, so that controls are heard between. */
const STRETCH_MS = 8;

/** Ticks after which the page is told how far the match has been looked through. */
const TOLD_TICKS = 100;

/** Places whose story is told. */
const TOLD_PLACES = 5;

/** What a replay needs. */
export interface ReplayProps {
  readonly recording: Recording;
  /** Those of the recording's version. */
  readonly rules: Rules;
  /** Through whose eyes it is seen: an incarnation, 0 for nobody's. */
  readonly as: number;
  readonly report: (report: Report) => void;
}

/**
 * A finished match that is watched again. While it plays, a scout goes ahead through the whole of it and leaves a
 * snapshot every fifty ticks, so that every moment, earlier or later, is fifty steps away.
 */
export class Replay {
  readonly #props: ReplayProps;
  readonly #ticks: readonly Uint8Array[];
  /** By tick: the one at `n` is of tick `n · SNAPSHOT_TICKS`. */
  readonly #snapshots: Uint8Array[] = [];
  readonly #chronicle = new Chronicle();
  readonly #scout: Replica;
  #shown: Replica;
  #story: Story | null = null;
  /** Where the viewer wants to be, before the scout has been there. */
  #goal: number | null = null;
  #isPlaying = true;
  #speed = 1;
  #playing: ReturnType<typeof setInterval> | undefined;
  #scouting: ReturnType<typeof setTimeout> | undefined;

  /** @throws InvalidHeader */
  constructor(props: ReplayProps) {
    const { recording, rules } = props;
    this.#props = props;
    this.#ticks = recording.ticks;
    this.#scout = Replica.begin(recording.header, rules);
    this.#shown = Replica.begin(recording.header, rules);
    this.#note();
  }

  /** Shows the beginning, and plays. */
  begin(): void {
    this.#tell();
    this.#show();
    this.#run();
    this.#scouting = setTimeout(() => this.#explore(), 0);
  }

  /** The viewer plays, pauses, winds, or chooses a speed. */
  control(control: ReplayControl): void {
    switch (control.do) {
      case 'play':
        this.#isPlaying = true;
        if (this.#tick === this.#ticks.length) this.#seek(0);
        break;
      case 'pause':
        this.#isPlaying = false;
        this.#show();
        break;
      case 'speed':
        this.#speed = control.speed;
        this.#show();
        break;
      case 'step':
        this.#isPlaying = false;
        this.#seek(this.#tick + control.ticks);
        break;
      case 'seek':
        this.#seek(control.tick);
    }
    this.#run();
    this.#tell();
  }

  stop(): void {
    clearInterval(this.#playing);
    clearTimeout(this.#scouting);
  }

  get #tick(): number {
    return this.#shown.state.tick;
  }

  #run(): void {
    clearInterval(this.#playing);
    if (this.#isPlaying) this.#playing = setInterval(() => this.#advance(), this.#tickMs);
  }

  get #tickMs(): number {
    return this.#props.rules.tickMs / this.#speed;
  }

  /** One tick on; at the end it rests. */
  #advance(): void {
    const bytes = this.#ticks[this.#tick];
    if (bytes === undefined) {
      this.#isPlaying = false;
      this.#run();
      this.#tell();
      return;
    }
    const replica = this.#shown;
    const before = replica.state;
    const { events } = replica.apply(bytes);
    const names = events.joined.length > 0 || events.left.length > 0;
    const frame = frameOf(before, events, replica.state, this.#personal(names), replica.rules);
    this.#props.report({ is: 'frame', frame });
  }

  #seek(tick: number): void {
    this.#goal = Math.max(0, Math.min(this.#ticks.length, tick));
    this.#arrive();
  }

  /** Goes to where the viewer wants to be, if the scout has been there. */
  #arrive(): void {
    const goal = this.#goal;
    if (goal === null || goal > this.#scout.state.tick) return;
    this.#goal = null;
    const nearest = Math.floor(goal / SNAPSHOT_TICKS);
    if (this.#tick > goal || this.#tick < nearest * SNAPSHOT_TICKS)
      this.#shown = Replica.restore(this.#snapshots[nearest]!, this.#props.rules);
    while (this.#tick < goal) this.#shown.apply(this.#ticks[this.#tick]!);
    this.#show();
  }

  #explore(): void {
    const until = performance.now() + STRETCH_MS;
    const scout = this.#scout;
    try {
      while (scout.state.tick < this.#ticks.length && performance.now() < until) {
        scout.apply(this.#ticks[scout.state.tick]!);
        this.#note();
      }
    } catch (error) {
      this.stop();
      this.#props.report({ is: 'replay-failed', why: 'broken' });
      throw error;
    }
    this.#arrive();
    if (scout.state.tick < this.#ticks.length) {
      this.#scouting = setTimeout(() => this.#explore(), 0);
      return;
    }
    this.#story = this.#tellStory();
    this.#tell();
  }

  #note(): void {
    const { state } = this.#scout;
    this.#chronicle.note(state);
    if (state.tick % SNAPSHOT_TICKS === 0) this.#snapshots.push(this.#scout.snapshot());
    if (state.tick % TOLD_TICKS === 0 && state.tick > 0) this.#tell();
  }

  #tellStory(): Story {
    const { as, rules } = this.#props;
    const standings = standingsOf(rules, this.#scout.state, as, true);
    const told = standings.filter(({ place, who }) => place <= TOLD_PLACES || who === as);
    return this.#chronicle.tell(told.map(({ who }) => who));
  }

  #personal(withNames: boolean): Personal {
    const { state, seats, rules } = this.#shown;
    const { as } = this.#props;
    return {
      me: rules.playerOf(state, as) === undefined ? 0 : as,
      names: withNames ? namesOf(seats) : null,
      persons: withNames ? personsOf(seats) : null,
      wanted: null,
      press: 0,
    };
  }

  #show(): void {
    const { rules, state } = this.#shown;
    const board = { ...boardOf(state, this.#personal(true), rules), tickMs: this.#tickMs };
    this.#props.report({ is: 'board', board });
  }

  #tell(): void {
    this.#props.report({
      is: 'replay',
      replay: {
        code: this.#props.recording.header.code,
        ticks: this.#ticks.length,
        known: this.#scout.state.tick,
        isPlaying: this.#isPlaying,
        speed: this.#speed,
        story: this.#story,
      },
    });
  }
}
