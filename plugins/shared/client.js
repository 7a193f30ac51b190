import { Failure } from "./failure.js";

/**
 * @typedef {import("./api.js").components["schemas"]} Schemas
 * @typedef {Schemas["CheckRequest"]} CheckRequest
 * @typedef {Pick<CheckRequest, "text" | "sender" | "channel">} Message what somebody received
 * @typedef {Schemas["CheckResponse"]} Verdict
 * @typedef {Schemas["MailResponse"]} MailVerdict
 * @typedef {Schemas["BatchMessage"]} BatchMessage
 * @typedef {Schemas["BatchResult"]} BatchResult
 * @typedef {"en" | "es"} Language
 * @typedef {{lang?: Language, signal?: AbortSignal}} Asking
 */

// The service's own bounds (openapi.json), asked here so that nothing is sent in vain.
export const MAX_TEXT = 10_000;
export const MAX_SENDER = 320;
const MAX_BATCH = 1000;
const MAX_BATCH_BYTES = 4_000_000;
const RETRIED = new Set([429, 502, 503, 504]);
const SECOND = 1000;

/** A Postproof service. Every method throws `Failure`, or the reason of the signal that stopped it. */
export class Client {
  /**
   * @param {object} options
   * @param {string} options.server address of the service, such as https://postproof.example.org
   * @param {string} [options.key] API key; without it the service counts by address
   * @param {number} [options.timeout] milliseconds for one attempt
   * @param {number} [options.retries] further attempts where the service says 429, 502, 503 or 504
   * @param {number} [options.longestWait] milliseconds; where `Retry-After` asks for more, the check fails at once
   */
  constructor({ server, key = "", timeout = 15_000, retries = 2, longestWait = 5000 }) {
    this.server = server.replace(/\/+$/, "");
    this.key = key;
    this.timeout = timeout;
    this.retries = retries;
    this.longestWait = longestWait;
  }

  /**
   * The verdict on a message.
   *
   * @param {Message} message
   * @param {Asking} [asking]
   * @returns {Promise<Verdict>}
   */
  async check({ text, sender = "", channel = "unknown" }, { lang, signal } = {}) {
    bounded(text, sender);
    return this.#ask("POST", "/v1/check", { body: JSON.stringify({ text, sender, channel, lang }), signal });
  }

  /**
   * The verdict on a raw mail, headers first.
   *
   * @param {string | Blob | Uint8Array<ArrayBuffer>} raw
   * @param {Asking & {trustedAuthservId?: string}} [asking] whose Authentication-Results are believed
   * @returns {Promise<MailVerdict>}
   */
  async checkMail(raw, { lang, trustedAuthservId, signal } = {}) {
    const query = new URLSearchParams();
    if (lang) query.set("lang", lang);
    if (trustedAuthservId) query.set("trusted_authserv_id", trustedAuthservId);
    return this.#ask("POST", `/v1/check/email?${query}`, { body: raw, type: "message/rfc822", signal });
  }

  /**
   * A verdict or a problem for each message, in their order; any number, sent in as many requests as it takes.
   *
   * @param {BatchMessage[]} messages
   * @param {Asking & {evidence?: boolean}} [asking]
   * @returns {Promise<BatchResult[]>}
   */
  async checkBatch(messages, { lang, evidence, signal } = {}) {
    const results = [];
    for (const portion of portions(messages)) {
      const body = JSON.stringify({ messages: portion, lang, evidence });
      const answer = await this.#ask("POST", "/v1/check/batch", { body, signal });
      results.push(...answer.results);
    }
    return results;
  }

  /**
   * Which model answers: what proves that the address, the key and the way there are right. Sends no message.
   *
   * @param {{signal?: AbortSignal}} [asking]
   * @returns {Promise<{version: string}>}
   */
  async model({ signal } = {}) {
    const model = await this.#ask("GET", "/v1/model", { signal });
    if (typeof model.version !== "string") throw new Failure("notPostproof");
    return model;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{body?: BodyInit, type?: string, signal?: AbortSignal | undefined}} request
   */
  async #ask(method, path, { body, type = "application/json", signal }) {
    const headers = new Headers({ Accept: "application/json" });
    if (body !== undefined) headers.set("Content-Type", type);
    if (this.key) headers.set("Authorization", `Bearer ${this.key}`);
    for (let attempt = 0; ; attempt++) {
      const response = await this.#send(path, { method, headers, body: body ?? null }, signal);
      if (response.ok) return response.body;
      const wait = response.retryAfter ?? backoff(attempt);
      if (!RETRIED.has(response.status) || attempt >= this.retries || wait > this.longestWait)
        throw refusal(response, this.key);
      await pause(wait, signal);
    }
  }

  /**
   * One attempt: what came back, read whole.
   *
   * @param {string} path
   * @param {RequestInit} request
   * @param {AbortSignal | undefined} signal
   */
  async #send(path, request, signal) {
    const clock = AbortSignal.timeout(this.timeout);
    try {
      const response = await fetch(this.server + path, {
        ...request,
        signal: signal ? AbortSignal.any([signal, clock]) : clock,
        cache: "no-store",
        credentials: "omit",
        // A message goes to the server that was named, and is not handed on.
        redirect: "error",
        referrerPolicy: "no-referrer",
      });
      const body = response.ok ? readJson(await response.text()) : null;
      return { ok: response.ok, status: response.status, body, retryAfter: retryAfter(response.headers) };
    } catch (error) {
      if (error instanceof Failure) throw error;
      signal?.throwIfAborted();
      if (clock.aborted) throw new Failure("timeout");
      throw new Failure(globalThis.navigator?.onLine === false ? "offline" : "noServer");
    }
  }
}

/**
 * @param {string} text
 * @param {string} sender
 */
function bounded(text, sender) {
  if (!/[\p{L}\p{N}]/u.test(text)) throw new Failure("nothing");
  if (Array.from(text).length > MAX_TEXT || Array.from(sender).length > MAX_SENDER) throw new Failure("tooLong");
}

/** @param {string} written */
function readJson(written) {
  try {
    const value = JSON.parse(written);
    if (value && typeof value === "object") return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Failure("notPostproof");
}

/**
 * @param {{status: number, retryAfter: number | null}} response
 * @param {string} key
 */
function refusal({ status, retryAfter }, key) {
  const seconds = Math.ceil((retryAfter ?? 0) / SECOND);
  if (status === 401) return new Failure(key ? "keyRefused" : "keyNeeded");
  if (status === 403) return new Failure("keyNotAllowed");
  if (status === 429) return new Failure("limit", seconds);
  if (status === 413) return new Failure("tooLong");
  if (status === 400 || status === 422) return new Failure("refused");
  return status >= 500 || status === 408 ? new Failure("serverFault", seconds) : new Failure("notPostproof");
}

/**
 * Milliseconds that a `Retry-After` header asks for, in either of its forms; null without one.
 *
 * @param {Headers} headers
 */
function retryAfter(headers) {
  const said = headers.get("Retry-After");
  if (said === null) return null;
  const wait = /^\d+$/.test(said.trim()) ? Number(said) * SECOND : Date.parse(said) - Date.now();
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/**
 * Milliseconds before the next attempt where nobody says: growing, and spread so that many callers do not come at once.
 *
 * @param {number} attempt
 */
function backoff(attempt) {
  return (0.5 + Math.random() / 2) * 2 ** attempt * 500;
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<void>}
 */
function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

/**
 * Messages in portions that one request may hold.
 *
 * @param {BatchMessage[]} messages
 */
function* portions(messages) {
  const encoder = new TextEncoder();
  /** @type {BatchMessage[]} */
  let portion = [];
  let bytes = 0;
  for (const message of messages) {
    const size = encoder.encode(JSON.stringify(message)).length + 1;
    if (portion.length === MAX_BATCH || (portion.length && bytes + size > MAX_BATCH_BYTES)) {
      yield portion;
      [portion, bytes] = [[], 0];
    }
    portion.push(message);
    bytes += size;
  }
  if (portion.length) yield portion;
}
