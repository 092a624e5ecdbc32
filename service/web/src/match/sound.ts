import type { Cue } from './cue.ts';

/** A note: frequency in hertz, when it begins and how long it lasts in seconds. */
type Note = readonly [hertz: number, at: number, length: number];

/** Short and soft: wooden blocks on a table. */
const CUES: Readonly<Record<Cue, readonly Note[]>> = {
  capture: [
    [523, 0, 0.12],
    [784, 0.07, 0.2],
  ],
  death: [
    [294, 0, 0.16],
    [196, 0.1, 0.28],
  ],
  out: [
    [659, 0, 0.09],
    [659, 0.1, 0.09],
    [988, 0.2, 0.22],
  ],
  end: [
    [392, 0, 0.2],
    [523, 0.16, 0.2],
    [659, 0.32, 0.45],
  ],
};

const LOUDNESS = 0.14;

/** Sounds made on the spot; silent until somebody asks for them. */
export class Sound {
  #context: AudioContext | null = null;
  on: boolean;

  constructor(on: boolean) {
    this.on = on;
  }

  play(cue: Cue): void {
    // Browsers hold back what sounds before somebody has touched the page, and play all of it at once afterwards.
    if (!this.on || isUntouched()) return;
    this.#context ??= new AudioContext();
    const context = this.#context;
    void context.resume();
    for (const [hertz, at, length] of CUES[cue]) {
      const begin = context.currentTime + at;
      const tone = new OscillatorNode(context, { type: 'triangle', frequency: hertz });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, begin);
      volume.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.012);
      volume.gain.exponentialRampToValueAtTime(0.0001, begin + length);
      tone.connect(volume).connect(context.destination);
      tone.start(begin);
      tone.stop(begin + length);
    }
  }
}

/** Whether nobody has touched the page yet; older browsers do not tell. */
function isUntouched(): boolean {
  const { userActivation } = navigator as Partial<Pick<Navigator, 'userActivation'>>;
  return userActivation?.hasBeenActive === false;
}
