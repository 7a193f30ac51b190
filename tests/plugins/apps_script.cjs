// Runs plugins/shortcuts/gmail/Code.gs in Node, with stand-ins for the services of Google Apps Script that it uses. Each
// does what Google documents of it; UrlFetchApp sends real requests. Reads {code, mail, properties, locale, press} as JSON
// from standard input and writes {cards, requests, read, logged}.
'use strict';
const { spawnSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const vm = require('node:vm');

const asked = JSON.parse(readFileSync(0, 'utf8'));
const said = { cards: [], requests: [], read: [], logged: [] };
const TOKEN = 'access-token';
const ID = 'mail-1';

// UrlFetchApp.fetch waits for its answer, which Node can do in a process of its own only.
const FETCH = `
  const { url, options } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  fetch(url, { ...options, body: Buffer.from(options.body, 'base64') }).then(
    async (response) => process.stdout.write(JSON.stringify({ status: response.status, text: await response.text() })),
    () => process.exit(7)
  );`;

const UrlFetchApp = {
  fetch(url, params) {
    const known = ['method', 'contentType', 'headers', 'payload', 'muteHttpExceptions', 'followRedirects'];
    for (const name of Object.keys(params)) if (!known.includes(name)) throw new Error('no such parameter: ' + name);
    const headers = { 'Content-Type': params.contentType, ...params.headers };
    const bytes = Buffer.from(params.payload, 'utf8');
    said.requests.push({ method: params.method, url, headers, body: bytes.toString('base64') });
    const redirect = params.followRedirects === false ? 'manual' : 'follow';
    const options = { method: params.method.toUpperCase(), headers, redirect, body: bytes.toString('base64') };
    const done = spawnSync(process.execPath, ['-e', FETCH], { input: JSON.stringify({ url, options }) });
    if (done.status !== 0) throw new Error('Address unavailable: ' + url);
    const answer = JSON.parse(done.stdout);
    if (answer.status >= 400 && !params.muteHttpExceptions) throw new Error('Request failed: ' + answer.status);
    return { getResponseCode: () => answer.status, getContentText: () => answer.text };
  },
};

let token = null;
const GmailApp = {
  setCurrentMessageAccessToken(value) {
    token = value;
  },
  getMessageById(id) {
    if (token !== TOKEN || id !== ID) throw new Error('Access denied');
    said.read.push(id);
    return { getRawContent: () => asked.mail };
  },
};

const PropertiesService = {
  getScriptProperties: () => ({ getProperty: (name) => asked.properties[name] ?? null }),
};
const Session = { getActiveUserLocale: () => asked.locale };

// A builder whose setters keep their value and give the builder back, as those of CardService do; no others are there.
function builder(kind, setters, lists = {}) {
  const made = { kind };
  for (const [setter, name] of Object.entries(setters)) {
    made[setter] = (value) => {
      if (value === undefined || value === null || value === '') throw new Error(`${kind}.${setter}: an argument is missing`);
      made[name] = value;
      return made;
    };
  }
  for (const [adder, name] of Object.entries(lists)) {
    made[name] = [];
    made[adder] = (value) => {
      made[name].push(value);
      return made;
    };
  }
  made.build = () => made;
  return made;
}
const CardService = {
  newCardBuilder: () => builder('Card', { setHeader: 'header' }, { addSection: 'sections' }),
  newCardHeader: () => builder('CardHeader', { setTitle: 'title' }),
  newCardSection: () => builder('CardSection', { setHeader: 'header' }, { addWidget: 'widgets' }),
  newTextParagraph: () => builder('TextParagraph', { setText: 'text' }),
  newTextButton: () => builder('TextButton', { setText: 'text', setOnClickAction: 'action' }),
  newAction: () => builder('Action', { setFunctionName: 'function' }),
  newNavigation: () => builder('Navigation', { pushCard: 'card' }),
  newActionResponseBuilder: () => builder('ActionResponse', { setNavigation: 'navigation' }),
};
const log = (...words) => said.logged.push(words.map(String).join(' '));
const console_ = { log, error: log, warn: log, info: log };

const script = vm.createContext({
  UrlFetchApp,
  GmailApp,
  PropertiesService,
  Session,
  CardService,
  Logger: { log },
  console: console_,
});
vm.runInContext(asked.code, script);
const event = { gmail: { accessToken: TOKEN, messageId: ID } };
const first = script[asked.trigger](event);
said.cards.push(first);
if (asked.press) {
  const button = first.sections.flatMap((section) => section.widgets).find((widget) => widget.kind === 'TextButton');
  said.cards.push(script[button.action.function](event).navigation.card);
}
process.stdout.write(JSON.stringify(said));
