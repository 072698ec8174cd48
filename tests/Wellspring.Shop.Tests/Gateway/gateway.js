'use strict';
// One local HTTP server that plays both channels, and a few controls for the tests. It listens on loopback only.
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { Formatter } = require('wechatpay-axios-plugin');
const { AlipayGateway } = require('./alipay');
const { Refusal, WechatGateway } = require('./wechat');

const folder = process.argv[2];
const settings = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
const file = (name) => readFileSync(join(folder, name), 'utf8');

const wechat = new WechatGateway({
  settings: settings.wechat,
  keys: {
    merchantPrivate: file('wechat-merchant.pem'), merchantPublic: file('wechat-merchant.pub.pem'),
    platformPrivate: file('wechat-platform.pem'), platformPublic: file('wechat-platform.pub.pem'),
    strangerPrivate: file('stranger.pem'), apiKey: file('wechat-api.key'),
  },
});
const alipay = new AlipayGateway({ settings: settings.alipay, file });
const behaviours = [];
const requests = [];

const read = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const send = (response, status, headers, body) => {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers });
  response.end(body);
};

const controls = {
  next: ({ behaviour }) => { behaviours.push(behaviour); return {}; },
  requests: () => requests,
  pay: ({ channel, id }) => { ({ wechat, alipay })[channel].markPaid(id); return {}; },
  finish: ({ channel, deed, id, state }) => {
    ({ wechat, alipay })[channel][`finish${deed[0].toUpperCase()}${deed.slice(1)}`](id, state);
    return {};
  },
  notice: ({ channel, deed, id, fault }) => {
    const gateway = { wechat, alipay }[channel];
    return gateway.notice(deed, id, {
      'another-key': { key: file('stranger.pem') },
      'another-api-key': { apiKey: 'x'.repeat(32) },
      'six-minutes-old': { timestamp: Math.floor(Date.now() / 1000) - 360 },
      'two-days-old': { timestamp: Math.floor(Date.now() / 1000) - 2 * 86400 },
      'another-app': { appId: '2021000000000000' },
    }[fault]);
  },
  castBill: ({ bill }) => Formatter.castCsvBill(Buffer.from(bill, 'utf8')),
  selfCheck: ({ channel }) => ({ wechat, alipay })[channel].selfCheck(`http://127.0.0.1:${server.address().port}`),
};

/** Spoils an answer the way a broken network, a broken gateway or a thief would. */
const spoil = (behaviour, response, gateway, status, body) => {
  switch (behaviour) {
    case 'lost-after': return response.destroy();
    case 'unsigned': return send(response, status, {}, gateway.unsigned(body));
    case 'another-key': return gateway.send(response, status, body, { key: file('stranger.pem') });
    case 'six-minutes-old':
      return gateway.send(response, status, body, { timestamp: Math.floor(Date.now() / 1000) - 360 });
    case 'tampered': return gateway.sendTampered(response, status, body);
    case 'error-500': return gateway.send(response, 500, JSON.stringify({ code: 'SYSTEM_ERROR', message: '系统异常' }));
    case 'busy': return gateway.send(response, 429, JSON.stringify({ code: 'FREQUENCY_LIMITED', message: '频率过高' }));
    case 'garbage': return gateway.send(response, 200, 'not json at all');
    case 'about-another': return gateway.send(response, status, body.replace(/(out_[a-z_]+":")[^"]+/g, '$1another0'));
    case 'page': return send(response, 200, { 'Content-Type': 'text/html' }, '<html>welcome</html>');
    default: return gateway.send(response, status, body);
  }
};

wechat.unsigned = (body) => body;
wechat.send = (response, status, body, how) => send(response, status, wechat.sign(body, how), body);
wechat.sendTampered = (response, status, body) =>
  send(response, status, wechat.sign(body), body.replace(/"(total|refund|amount|transfer_amount)":(\d)/, '"$1":9$2'));

const toWechat = (request, response, body) => {
  const behaviour = behaviours.shift();
  if (behaviour === 'lost-before') return response.destroy();
  if (!wechat.verify(request.method, request.url, request.headers, body)) {
    return send(response, 401, {}, JSON.stringify({ code: 'SIGN_ERROR', message: '签名错误' }));
  }
  if (['error-500', 'busy'].includes(behaviour)) return spoil(behaviour, response, wechat, 500, '');
  try {
    return spoil(behaviour, response, wechat, 200, JSON.stringify(wechat.handle(request.method, request.url, body)));
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    const said = JSON.stringify({ code: refusal.code, message: refusal.message });
    return spoil(behaviour, response, wechat, refusal.status, said);
  }
};

const server = createServer(async (request, response) => {
  try {
    const body = await read(request);
    if (request.url.startsWith('/control/')) {
      const said = await controls[request.url.slice('/control/'.length)](JSON.parse(body));
      return send(response, 200, {}, JSON.stringify(said));
    }
    requests.push(`${request.method} ${request.url.split('?')[0]}`);
    if (request.url.startsWith('/v3/')) return toWechat(request, response, body);
    return alipay.receive(request, response, body, behaviours.shift());
  } catch (failure) {
    return send(response, 599, {}, JSON.stringify({ failure: failure.stack }));
  }
});

// The test that started it holds its standard input; when that closes, it is over.
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
