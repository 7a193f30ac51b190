/**
 * Postproof in Gmail: is the open mail really from USPS? Nothing leaves Gmail before the button is pressed.
 *
 * Set the script properties `server` (https://postproof.example.org) and, if you have one, `key`.
 */

const MOST_REASONS = 3;
// The name under which Gmail tells, in Authentication-Results, what it found of a sender.
const RECEIVER = 'mx.google.com';
const WORDS = {
  en: {
    ask: 'Is this mail really from USPS?',
    sends: 'The whole mail is sent to the server that was set up, and is not stored there.',
    check: 'Check this mail',
    why: 'Why',
    advice: 'What to do now',
    noServer: 'No server is set up. Set the script property "server" to its address, as https://postproof.example.org.',
    unreachable: 'The server cannot be reached. Check the script property "server", and try again.',
    key: 'The server refuses the key. Ask its operator for a valid one, and set the script property "key".',
    limit: 'Too many mails for now. Try again in a minute.',
    failed: 'The server could not check this mail: ',
    strange: 'What answered is not a Postproof server. Check the script property "server".',
  },
  es: {
    ask: '¿Este correo es realmente de USPS?',
    sends: 'El correo entero se envía al servidor configurado y no se guarda allí.',
    check: 'Comprobar este correo',
    why: 'Por qué',
    advice: 'Qué hacer ahora',
    noServer: 'No hay servidor. Ponga en la propiedad "server" su dirección, como https://postproof.example.org.',
    unreachable: 'No se puede llegar al servidor. Revise la propiedad "server" e inténtelo de nuevo.',
    key: 'El servidor rechaza la clave. Pida una válida a su operador y póngala en la propiedad "key".',
    limit: 'Demasiados correos por ahora. Inténtelo de nuevo en un minuto.',
    failed: 'El servidor no pudo comprobar este correo: ',
    strange: 'Lo que respondió no es un servidor de Postproof. Revise la propiedad "server".',
  },
};

/** What Gmail shows when a mail is opened: a question and a button. Nothing is read or sent. */
function onMailOpened() {
  const words = WORDS[language()];
  const section = CardService.newCardSection()
    .addWidget(paragraph(words.sends))
    .addWidget(
      CardService.newTextButton()
        .setText(words.check)
        .setOnClickAction(CardService.newAction().setFunctionName('onCheckPressed'))
    );
  return card(words.ask, [section]);
}

/** What the button does: the answer, or what went wrong, in words. */
function onCheckPressed(event) {
  const words = WORDS[language()];
  const answer = ask(event.gmail, words);
  const shown = answer.problem ? card(words.ask, [listed('', [answer.problem])]) : answerCard(answer.verdict, words);
  return CardService.newActionResponseBuilder()
    .setNavigation(CardService.newNavigation().pushCard(shown))
    .build();
}

/** The verdict on the open mail, or the sentence that says what went wrong. */
function ask(opened, words) {
  const settings = PropertiesService.getScriptProperties();
  const server = (settings.getProperty('server') || '').replace(/\/+$/, '');
  if (!/^https?:\/\//.test(server)) return { problem: words.noServer };
  GmailApp.setCurrentMessageAccessToken(opened.accessToken);
  const key = settings.getProperty('key');
  const request = {
    method: 'post',
    contentType: 'message/rfc822',
    headers: Object.assign({ Accept: 'application/json' }, key ? { Authorization: 'Bearer ' + key } : {}),
    payload: GmailApp.getMessageById(opened.messageId).getRawContent(),
    muteHttpExceptions: true,
    followRedirects: false,
  };
  let response;
  try {
    const query = '?trusted_authserv_id=' + RECEIVER + '&lang=' + language();
    response = UrlFetchApp.fetch(server + '/v1/check/email' + query, request);
  } catch (error) {
    return { problem: words.unreachable };
  }
  return told(response.getResponseCode(), response.getContentText(), words);
}

/** What an answer of the server says. */
function told(status, text, words) {
  let body;
  try {
    body = JSON.parse(text);
  } catch (error) {
    body = null;
  }
  if (status === 200 && body && body.decision && body.mail) return { verdict: body };
  if (!body || !String(body.type).startsWith('urn:postproof:problem:')) return { problem: words.strange };
  if (status === 401 || status === 403) return { problem: words.key };
  if (status === 429) return { problem: words.limit };
  return { problem: words.failed + body.detail };
}

/** The card of a verdict: headline, strongest reasons, what the mail says of itself, what to do. */
function answerCard(verdict, words) {
  const notes = verdict.mail.notes.map((note) => note.sentence);
  return card(verdict.headline, [
    listed(words.why, reasons(verdict).concat(notes)),
    listed(words.advice, verdict.advice),
  ]);
}

/** The strongest reasons for the decision, in words, each rule once: as the service's own page chooses them. */
function reasons(verdict) {
  const found = (verdict.evidence || []).filter((item) => item.source !== 'prior' && speaksFor(verdict.decision, item));
  found.sort((one, other) => Math.abs(other.log_odds) - Math.abs(one.log_odds));
  const told = found.map((item) => item.source);
  return found
    .filter((item, index) => told.indexOf(item.source) === index)
    .slice(0, MOST_REASONS)
    .map((item) => item.title);
}

function speaksFor(decision, item) {
  if (decision === 'uncertain') return item.log_odds !== 0;
  if (item.scorecard === 'risk') return item.log_odds > 0 === (decision === 'smishing');
  return decision !== 'smishing' && item.log_odds > 0 === (decision === 'genuine');
}

function card(title, sections) {
  const builder = CardService.newCardBuilder().setHeader(CardService.newCardHeader().setTitle(title));
  sections.forEach((section) => builder.addSection(section));
  return builder.build();
}

function listed(title, sentences) {
  const section = CardService.newCardSection();
  if (title) section.setHeader(title);
  sentences.forEach((sentence) => section.addWidget(paragraph(sentence)));
  return section;
}

/** A paragraph; what a mail or a server says is text, never markup. */
function paragraph(text) {
  const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return CardService.newTextParagraph().setText(safe);
}

function language() {
  return String(Session.getActiveUserLocale()).startsWith('es') ? 'es' : 'en';
}
