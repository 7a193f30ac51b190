/**
 * Why a message could not be checked. Each kind has its sentence in `_locales`, under `failure_<kind>`.
 *
 * @typedef {"noAddress" | "notPermitted" | "offline" | "noServer" | "timeout" | "keyNeeded" | "keyRefused"
 *   | "keyNotAllowed" | "limit" | "nothing" | "tooLong" | "refused" | "serverFault" | "notPostproof"} FailureKind
 */

/** A check that failed, for a reason that a person can be told. */
export class Failure extends Error {
  /**
   * @param {FailureKind} kind
   * @param {number} [seconds] when it may be asked again; 0 where nobody says
   */
  constructor(kind, seconds = 0) {
    super(kind);
    this.name = "Failure";
    this.kind = kind;
    this.seconds = seconds;
  }

  /** The same as plain data, which goes from one part of an extension to another. */
  toJSON() {
    return { kind: this.kind, seconds: this.seconds };
  }
}

/**
 * Any error as a failure: what is not one of ours is a fault to be seen, not to be hidden.
 *
 * @param {unknown} error
 * @returns {Failure}
 */
export function asFailure(error) {
  if (error instanceof Failure) return error;
  throw error;
}

/**
 * A failure in words.
 *
 * @param {{kind: FailureKind, seconds: number}} failure
 * @param {import("./words.js").Say} say
 */
export function failureSentence({ kind, seconds }, say) {
  if (kind !== "limit") return say(`failure_${kind}`);
  return seconds > 0 ? say("failure_limit", later(seconds, say("locale"))) : say("failure_limitUnknown");
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [["hour", 3600], ["minute", 60], ["second", 1]];

/**
 * "in 40 seconds", "in 59 minutes": in the largest unit of which it takes more than one.
 *
 * @param {number} seconds
 * @param {string} locale
 */
function later(seconds, locale) {
  const [unit, size] = UNITS.find(([, size]) => seconds > size) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale).format(Math.ceil(seconds / size), unit);
}
