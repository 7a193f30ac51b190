/** The client against a real HTTP server that says what it is told to. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";

import { Client } from "../../plugins/shared/client.js";
import { pieces, strongest } from "../../plugins/shared/verdict.js";

const VERDICT = { decision: "other", headline: "Nothing looks like a scam." };
let address, asked, script;
const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  asked.push({ url: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
  const [status, body, headers] = script.length > 1 ? script.shift() : script[0];
  if (status === 0) return;
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
});
before(() => new Promise((done) => server.listen(0, "127.0.0.1", done)));
after(() => { server.closeAllConnections(); server.close(); });
beforeEach(() => { [asked, script] = [[], [[200, VERDICT]]]; address = `http://127.0.0.1:${server.address().port}`; });
const client = (options) => new Client({ server: address, ...options });
const kind = (name, seconds = 0) => (error) => error.kind === name && error.seconds === seconds;

test("sends the message and nothing else", async () => {
  await client({ key: "secret" }).check({ text: "Hello 1", sender: "28777" }, { lang: "es" });
  assert.deepEqual(JSON.parse(asked[0].body), { text: "Hello 1", sender: "28777", channel: "unknown", lang: "es" });
  assert.equal(asked[0].headers.authorization, "Bearer secret");
  assert.equal(asked[0].headers.cookie, undefined);
});

test("comes again when Retry-After says so", async () => {
  script = [[429, {}, { "Retry-After": "0" }], [503, {}, { "Retry-After": new Date(0).toUTCString() }], [200, VERDICT]];
  assert.deepEqual(await client().check({ text: "Hello" }), VERDICT);
  assert.equal(asked.length, 3);
});

test("comes again after a gateway's fault that names no time", async () => {
  script = [[502, {}], [200, VERDICT]];
  assert.deepEqual(await client().check({ text: "Hello" }), VERDICT);
});

test("does not wait longer than a person would", async () => {
  script = [[429, {}, { "Retry-After": "60" }]];
  await assert.rejects(client().check({ text: "Hello" }), kind("limit", 60));
  assert.equal(asked.length, 1);
});

test("gives up after its retries", async () => {
  script = [[429, {}, { "Retry-After": "0" }]];
  await assert.rejects(client({ retries: 1 }).check({ text: "Hello" }), kind("limit"));
  assert.equal(asked.length, 2);
});

for (const [status, name, key] of [[400, "refused"], [401, "keyNeeded"], [401, "keyRefused", "x"], [403, "keyNotAllowed", "x"],
  [404, "notPostproof"], [413, "tooLong"], [422, "refused"], [500, "serverFault"], [408, "serverFault"]])
  test(`${status} ${key ? "with a key " : ""}is ${name}, at once`, async () => {
    script = [[status, {}]];
    await assert.rejects(client({ key }).check({ text: "Hello" }), kind(name));
    assert.equal(asked.length, 1);
  });

test("a message is not handed on to where a server redirects", async () => {
  script = [[307, {}, { Location: `${address}/elsewhere` }]];
  await assert.rejects(client().check({ text: "Hello" }), kind("noServer"));
  assert.equal(asked.length, 1);
});

test("what is not JSON is not Postproof", async () => {
  script = [[200, "a page"]];
  await assert.rejects(client().model(), kind("notPostproof"));
});

test("a server that does not answer in time", async () => {
  script = [[0]];
  await assert.rejects(client({ timeout: 20 }).check({ text: "Hello" }), kind("timeout"));
});

test("a caller may stop, also while it waits to come again", async () => {
  script = [[503, {}, { "Retry-After": "4" }]];
  await assert.rejects(client().check({ text: "Hello" }, { signal: AbortSignal.timeout(50) }), { name: "TimeoutError" });
});

test("no server", async () => {
  await assert.rejects(new Client({ server: "http://127.0.0.1:1" }).check({ text: "Hello" }), kind("noServer"));
});

for (const [text, name] of [["", "nothing"], [" ?! ", "nothing"], ["x".repeat(10_001), "tooLong"]])
  test(`${text.length} characters: ${name}, and nothing is sent`, async () => {
    await assert.rejects(client().check({ text }), kind(name));
    assert.equal(asked.length, 0);
  });

test("a batch goes in as many requests as it takes, in order", async () => {
  script = [[200, { results: [{ id: "a" }] }], [200, { results: [{ id: "b" }] }]];
  const results = await client().checkBatch(Array.from({ length: 1001 }, () => ({ text: "Hello" })));
  assert.deepEqual(results, [{ id: "a" }, { id: "b" }]);
  assert.deepEqual(asked.map(({ body }) => JSON.parse(body).messages.length), [1000, 1]);
});

test("a batch of long messages stays below the limit of bytes", async () => {
  script = [[200, { results: [] }]];
  await client().checkBatch(Array.from({ length: 200 }, () => ({ text: "\u{1f4e6}".repeat(10_000) })));
  for (const { body } of asked) assert.ok(Buffer.byteLength(body) < 4_194_304);
  assert.equal(asked.reduce((sum, { body }) => sum + JSON.parse(body).messages.length, 0), 200);
});

const item = (source, log_odds, spans = [], scorecard = "risk") => ({ source, log_odds, spans, scorecard });

test("the strongest reasons speak for the decision, each rule once", () => {
  const evidence = [item("prior", -9), item("a", 1), item("b", -8), item("c", 3), item("d", 2), item("c", 1, [], "risk"), item("e", 0.5)];
  assert.deepEqual(strongest({ decision: "smishing", evidence }).map(({ source }) => source), ["c", "d", "a"]);
  assert.deepEqual(strongest({ decision: "smishing" }), []);
});

test("pieces are cut by code points, and what is hidden is named", () => {
  const reasons = [item("a", 1, [{ field: "text", start: 2, end: 5 }]), item("b", 1, [{ field: "text", start: 4, end: 6 }])];
  assert.deepEqual(pieces("\u{1f4e6} usps\u200bx", reasons, "text"), [
    { text: "\u{1f4e6} ", hidden: false, reasons: [] },
    { text: "us", hidden: false, reasons: [1] },
    { text: "p", hidden: false, reasons: [1, 2] },
    { text: "s", hidden: false, reasons: [2] },
    { text: "U+200B", hidden: true, reasons: [] },
    { text: "x", hidden: false, reasons: [] },
  ]);
});
