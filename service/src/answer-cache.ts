/** Answers that are given again to whoever asks the same soon after: many who ask at a time cost one look. */
export class AnswerCache<Question, Answer> {
  readonly #freshMs: number;
  readonly #most: number;
  /** Oldest first. */
  readonly #given = new Map<Question, { readonly answer: Promise<Answer>; readonly until: number }>();

  /** @param freshMs how old an answer may be @param most how many are kept */
  constructor(freshMs: number, most: number) {
    this.#freshMs = freshMs;
    this.#most = most;
  }

  /** The answer that was given of late, or else as `look` finds it. */
  to(question: Question, look: () => Promise<Answer>): Promise<Answer> {
    const now = performance.now();
    const given = this.#given.get(question);
    if (given !== undefined && now < given.until) return given.answer;
    const answer = look();
    this.#given.delete(question);
    this.#given.set(question, { answer, until: now + this.#freshMs });
    if (this.#given.size > this.#most) this.#given.delete(this.#given.keys().next().value!);
    // An answer that failed is nobody's but of those who waited for it.
    answer.catch(() => {
      if (this.#given.get(question)?.answer === answer) this.#given.delete(question);
    });
    return answer;
  }
}
