'use strict';
// Alipay's side of its gateway. Signatures and certificate numbers are checked and made by alipay-sdk.
const { dirname, join } = require('node:path');
const { AlipaySdk } = require('alipay-sdk');
// The package shows its signing function to nobody; the gateway has to sign as Alipay does.
const { signatureV3 } = require(join(dirname(require.resolve('alipay-sdk')), 'util.js'));

class Refusal extends Error {
  constructor(sub, message = sub, code = '40004') { super(message); this.sub = sub; this.code = code; }
}

const need = (holds, message) => {
  if (!holds) throw new Refusal('ACQ.INVALID_PARAMETER', message, '40004');
};
const isYuan = (value) => typeof value === 'string' && /^\d{1,9}\.\d{2}$/.test(value) && value !== '0.00';
const fen = (yuan) => Math.round(Number(yuan) * 100);
const yuan = (amount) => (amount / 100).toFixed(2);
const chinaTime = (at = Date.now()) => new Date(at + 8 * 3600e3).toISOString().slice(0, 19).replace('T', ' ');

class AlipayGateway {
  constructor({ settings, file }) {
    this.settings = settings; this.file = file;
    this.trades = new Map(); this.refunds = new Map(); this.settles = new Map(); this.transfers = new Map();
    this.offered = new Map(); this.notices = 0;
    this.alipayPrivate = file('alipay.pem');
    // It verifies what the shop signed, so the shop's public key stands where a shop would put Alipay's.
    this.verifier = new AlipaySdk({
      appId: settings.appId, privateKey: file('alipay.pem'), keyType: 'PKCS8',
      alipayPublicKey: file('alipay-app.pub.pem'),
    });
    this.shop = new AlipaySdk({
      appId: settings.appId, privateKey: file('alipay-app.pem'), keyType: 'PKCS8',
      alipayPublicKey: file('alipay.pub.pem'),
    });
    this.certified = new AlipaySdk({
      appId: settings.appId, privateKey: file('alipay-app.pem'), keyType: 'PKCS8',
      appCertContent: file('alipay-app.crt'), alipayPublicCertContent: file('alipay.crt'),
      alipayRootCertContent: file('alipay-root.crt'),
    }).config;
  }

  receive(request, response, body, behaviour) {
    if (behaviour === 'lost-before') return response.destroy();
    const url = new URL(request.url, 'http://gateway');
    const said = Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]);
    const key = `${said.method?.replaceAll('.', '_')}_response`;
    const refused = this.verify(url, said);
    if (refused) {
      return this.send(response, key, { code: '40002', msg: 'Invalid Arguments', sub_code: refused }, { sign: false });
    }
    if (request.method === 'GET') return this.page(response, said);
    if (behaviour === 'error-500') {
      const busy = { code: '20000', msg: 'Service Currently Unavailable', sub_code: 'aop.unknow-error' };
      return this.send(response, key, busy, {});
    }
    if (behaviour === 'busy') {
      return this.send(response, key, { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.SYSTEM_ERROR' }, {});
    }
    return this.spoil(behaviour, response, key, this.carryOut(said), said.app_cert_sn !== undefined);
  }

  carryOut(said) {
    try {
      return { code: '10000', msg: 'Success', ...this.handle(said.method, JSON.parse(said.biz_content), said) };
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      return { code: refusal.code, msg: 'Business Failed', sub_code: refusal.sub, sub_msg: refusal.message };
    }
  }

  verify(url, said) {
    const { sign, ...rest } = said;
    const content = Object.keys(rest).sort().map((name) => `${name}=${rest[name]}`).join('&');
    if (!sign || !this.verifier.rsaCheck(content, sign)) return 'isv.invalid-signature';
    if (said.app_id !== this.settings.appId) return 'isv.invalid-app-id';
    if (said.sign_type !== 'RSA2' || url.searchParams.get('charset') !== 'utf-8') return 'isv.invalid-charset';
    if (said.version !== '1.0' || said.format !== 'JSON') return 'isv.invalid-format';
    if (Math.abs(Date.parse(`${said.timestamp.replace(' ', 'T')}+08:00`) - Date.now()) > 600e3) {
      return 'isv.invalid-timestamp';
    }
    if (said.app_cert_sn !== undefined && (said.app_cert_sn !== this.certified.appCertSn
      || said.alipay_root_cert_sn !== this.certified.alipayRootCertSn)) return 'isv.invalid-cert-sn';
    return undefined;
  }

  handle(method, content, said) {
    switch (method) {
      case 'alipay.trade.precreate': return this.precreate(content, said);
      case 'alipay.trade.query': return this.trade(content).answer;
      case 'alipay.trade.refund': return this.refund(content);
      case 'alipay.trade.fastpay.refund.query': return this.queryRefund(content);
      case 'alipay.trade.order.settle': return this.settle(content);
      case 'alipay.trade.order.settle.query': return this.querySettle(content);
      case 'alipay.fund.trans.uni.transfer': return this.transfer(content, said);
      case 'alipay.fund.trans.common.query': return this.queryTransfer(content);
      default: throw new Refusal('isv.invalid-method', method, '40002');
    }
  }

  offer(content) {
    need(/^[0-9a-zA-Z_]{1,64}$/.test(content.out_trade_no), 'out_trade_no');
    need(isYuan(content.total_amount) && content.subject && !/[/=&]/.test(content.subject), 'total_amount, subject');
    this.offered.set(content.out_trade_no, content);
  }

  precreate(content, said) {
    need(/^https?:/.test(said.notify_url), 'notify_url');
    this.offer(content);
    return { out_trade_no: content.out_trade_no, qr_code: `https://qr.alipay.test/${content.out_trade_no}` };
  }

  page(response, said) {
    const content = JSON.parse(said.biz_content);
    need(said.method === 'alipay.trade.page.pay' && content.product_code === 'FAST_INSTANT_TRADE_PAY', said.method);
    need(/^https?:/.test(said.notify_url) && /^https?:/.test(said.return_url), 'notify_url, return_url');
    this.offer(content);
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(`<title>支付宝</title>${content.subject} ${content.total_amount}`);
  }

  /** A trade begins when the payer scans the code, not when the code is made. */
  scan(id) {
    const { total_amount } = this.offered.get(id);
    const answer = {
      out_trade_no: id, trade_no: `2026112222001${id}`, trade_status: 'WAIT_BUYER_PAY', total_amount,
      buyer_logon_id: '159****5620',
    };
    this.trades.set(id, { answer, refunded: 0 });
  }

  markPaid(id) {
    if (!this.trades.has(id)) this.scan(id);
    Object.assign(this.trades.get(id).answer, { trade_status: 'TRADE_SUCCESS', send_pay_date: chinaTime() });
  }

  finishPayment(id, state) {
    if (state === 'SCANNED') return this.scan(id);
    return Object.assign(this.trades.get(id).answer, { trade_status: state });
  }

  trade({ out_trade_no, trade_no }) {
    const trade = this.trades.get(out_trade_no)
      ?? [...this.trades.values()].find((one) => one.answer.trade_no === trade_no);
    if (!trade) throw new Refusal('ACQ.TRADE_NOT_EXIST', '交易不存在');
    return trade;
  }

  refund(content) {
    const trade = this.trade(content);
    need(content.out_request_no, 'out_request_no');
    if (content.refund_royalty_parameters) return this.returnRoyalty(trade, content);
    need(isYuan(content.refund_amount), 'refund_amount');
    const { trade_no, out_trade_no, total_amount } = trade.answer;
    const known = this.refunds.get(content.out_request_no);
    if (known && known.refund_amount !== content.refund_amount) {
      throw new Refusal('ACQ.DISCORDANT_REPEAT_REQUEST', '请求信息不一致');
    }
    if (!known && trade.answer.trade_status !== 'TRADE_SUCCESS') throw new Refusal('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
    if (!known && trade.refunded + fen(content.refund_amount) > fen(total_amount)) {
      throw new Refusal('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限');
    }
    if (!known) {
      trade.refunded += fen(content.refund_amount);
      this.refunds.set(content.out_request_no, {
        trade_no, out_trade_no, out_request_no: content.out_request_no, total_amount,
        refund_amount: content.refund_amount, refund_status: 'REFUND_SUCCESS', gmt_refund_pay: chinaTime(),
      });
      if (trade.refunded === fen(total_amount)) trade.answer.trade_status = 'TRADE_CLOSED';
    }
    return {
      trade_no, out_trade_no, fund_change: known ? 'N' : 'Y', refund_fee: yuan(trade.refunded),
      send_back_fee: content.refund_amount, gmt_refund_pay: chinaTime(),
    };
  }

  queryRefund({ out_trade_no, out_request_no, query_options: options }) {
    this.trade({ out_trade_no });
    const found = this.refunds.get(out_request_no);
    // Nothing found is a success that says nothing.
    if (!found) return {};
    const { gmt_refund_pay, ...rest } = found;
    return options?.includes('gmt_refund_pay') ? { ...rest, gmt_refund_pay } : rest;
  }

  settle(content) {
    const trade = [...this.trades.values()].find((one) => one.answer.trade_no === content.trade_no);
    if (!trade) throw new Refusal('ACQ.TRADE_NOT_EXIST', '交易不存在');
    need(content.out_request_no && content.royalty_parameters?.length === 1, 'royalty_parameters');
    const [part] = content.royalty_parameters;
    need(part.royalty_type === 'transfer' && isYuan(part.amount) && part.trans_in, 'royalty');
    need(part.trans_in_type === (/^2088\d{12}$/.test(part.trans_in) ? 'userId' : 'loginName'), 'trans_in_type');
    if (part.trans_in !== this.settings.receiver) throw new Refusal('ACQ.ROYALTY_RECEIVER_INVALID', '分账收款方未绑定');
    if (fen(part.amount) * 10 > fen(trade.answer.total_amount) * 3) {
      throw new Refusal('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', '超过最大可分账比例');
    }
    if (!this.settles.has(content.out_request_no)) this.settles.set(content.out_request_no, this.detail(trade, part));
    return { trade_no: content.trade_no, settle_no: `settle${content.out_request_no}` };
  }

  detail(trade, part, kind = 'transfer') {
    return {
      trade_no: trade.answer.trade_no, operation_dt: chinaTime(),
      royalty_detail_list: [{
        operation_type: kind, execute_dt: chinaTime(), trans_in: part.trans_in, trans_out: part.trans_out,
        amount: part.amount, state: 'SUCCESS', detail_id: `9${this.settles.size}`,
      }],
    };
  }

  finishSplit(id, state) { this.settles.get(id).royalty_detail_list[0].state = state; }

  returnRoyalty(trade, content) {
    need(content.refund_amount === '0.00', 'refund_amount');
    const [part] = content.refund_royalty_parameters;
    need(part.royalty_type === 'transfer' && isYuan(part.amount) && part.trans_out, 'refund_royalty_parameters');
    const settled = [...this.settles.values()].find((one) => one.trade_no === trade.answer.trade_no
      && one.royalty_detail_list[0].trans_in === part.trans_out);
    if (!settled || fen(settled.royalty_detail_list[0].amount) < fen(part.amount)) {
      throw new Refusal('ACQ.ALLOC_REFUND_AMOUNT_ERROR', '退分账金额超限');
    }
    if (!this.settles.has(content.out_request_no)) {
      this.settles.set(content.out_request_no, this.detail(trade, part, 'transfer_refund'));
    }
    const { trade_no, out_trade_no } = trade.answer;
    return { trade_no, out_trade_no, fund_change: 'N', refund_fee: yuan(trade.refunded) };
  }

  querySettle({ trade_no, out_request_no }) {
    const found = this.settles.get(out_request_no);
    if (!found || found.trade_no !== trade_no) throw new Refusal('ACQ.SETTLE_ORDER_NOT_EXIST', '分账单不存在');
    return { out_request_no, ...found };
  }

  transfer(content, said) {
    need(said.app_cert_sn !== undefined, '资金类接口须使用公钥证书');
    need(/^[0-9a-zA-Z_]{1,64}$/.test(content.out_biz_no) && isYuan(content.trans_amount), 'out_biz_no, trans_amount');
    need(content.product_code === 'TRANS_ACCOUNT_NO_PWD' && content.biz_scene === 'DIRECT_TRANSFER', 'product_code');
    need(content.order_title && content.payee_info?.identity && content.payee_info.name, 'payee_info');
    const { identity, identity_type: type, name } = content.payee_info;
    need(type === (/^2088\d{12}$/.test(identity) ? 'ALIPAY_USER_ID'
      : /@|^1\d{10}$/.test(identity) ? 'ALIPAY_LOGON_ID' : 'ALIPAY_OPEN_ID'), 'identity_type');
    if (name !== this.settings.payeeName) throw new Refusal('PAYEE_USER_INFO_ERROR', '支付宝账号和姓名不匹配');
    if (fen(content.trans_amount) > 5_000_000) throw new Refusal('EXCEED_LIMIT_SM_AMOUNT', '单笔额度超限');
    const words = JSON.stringify(content);
    const known = this.transfers.get(content.out_biz_no);
    if (known && known.words !== words) throw new Refusal('DUPLICATE_OUT_BIZ_NO', '商户订单号重复');
    if (!known) {
      this.transfers.set(content.out_biz_no, {
        words,
        answer: {
          out_biz_no: content.out_biz_no, order_id: `20261122110070${content.out_biz_no}`, status: 'SUCCESS',
          pay_fund_order_id: `2026112211007${content.out_biz_no}`, trans_amount: content.trans_amount,
          pay_date: chinaTime(),
        },
      });
    }
    const { out_biz_no, order_id, pay_fund_order_id, status, pay_date } = this.transfers.get(content.out_biz_no).answer;
    return { out_biz_no, order_id, pay_fund_order_id, status, trans_date: pay_date };
  }

  finishTransfer(id, status) {
    Object.assign(this.transfers.get(id).answer, { status },
      status === 'FAIL' ? { error_code: 'PAYEE_CARD_INFO_ERROR', fail_reason: '收款方账户异常' } : {});
  }

  queryTransfer({ out_biz_no, product_code, biz_scene }) {
    need(product_code === 'TRANS_ACCOUNT_NO_PWD' && biz_scene === 'DIRECT_TRANSFER', 'product_code');
    if (!this.transfers.has(out_biz_no)) throw new Refusal('ORDER_NOT_EXIST', '转账订单不存在');
    return this.transfers.get(out_biz_no).answer;
  }

  send(response, key, said, { sign = true, privateKey = this.alipayPrivate, tamper, certified = false }) {
    const inner = JSON.stringify(said);
    const outer = (text) => [
      `"${key}":${text}`,
      ...(certified ? [`"alipay_cert_sn":"${this.certified.alipayCertSn}"`] : []),
      ...(sign ? [`"sign":"${signatureV3(inner, privateKey)}"`] : []),
    ].join(',');
    response.writeHead(200, { 'Content-Type': 'text/html;charset=utf-8' });
    response.end(`{${outer(tamper ? tamper(inner) : inner)}}`);
  }

  spoil(behaviour, response, key, said, certified) {
    const spoiled = (text) => text.replace(/"(total_amount|refund_amount|trans_amount|amount)":"/, '"$1":"9');
    switch (behaviour) {
      case 'lost-after': return response.destroy();
      case 'unsigned': return this.send(response, key, said, { sign: false, certified });
      case 'another-key':
        return this.send(response, key, said, { privateKey: this.file('stranger.pem'), certified });
      case 'tampered': return this.send(response, key, said, { tamper: spoiled, certified });
      case 'another-method': return this.send(response, 'alipay_trade_create_response', said, { certified });
      case 'about-another': return this.send(response, key, JSON.parse(
        JSON.stringify(said).replace(/(out_[a-z_]+":")[^"]+/g, '$1another0')), { certified });
      case 'garbage': case 'page': return response.writeHead(200).end('<html>welcome</html>');
      default: return this.send(response, key, said, { certified });
    }
  }

  /** A callback as Alipay posts it; the SDK's own check has the first look at every honest one. */
  notice(deed, id, { timestamp, key, appId = this.settings.appId } = {}) {
    const at = timestamp ? timestamp * 1000 : Date.now();
    const common = {
      app_id: appId, charset: 'utf-8', version: '1.0', notify_id: `20261122${++this.notices}${id}`,
    };
    const subject = {
      payment: () => ({ notify_type: 'trade_status_sync', notify_time: chinaTime(at), ...this.tradeNotice(id) }),
      refund: () => {
        const { out_trade_no, refund_amount } = this.refunds.get(id);
        return {
          notify_type: 'trade_status_sync', notify_time: chinaTime(at), ...this.tradeNotice(out_trade_no),
          out_biz_no: id, refund_fee: refund_amount, gmt_refund: `${chinaTime()}.123`,
        };
      },
      transfer: () => ({
        msg_method: 'alipay.fund.trans.order.changed', utc_timestamp: String(at), version: '1.1',
        biz_content: JSON.stringify({
          ...this.transfers.get(id).answer, product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER',
          action_type: 'FINISH',
        }),
      }),
      message: () => ({
        msg_method: 'alipay.open.auth.appauth.cancelled', utc_timestamp: String(at), biz_content: '{}',
      }),
    }[deed]();
    const params = { ...common, ...subject };
    const typed = { ...params, sign_type: 'RSA2' };
    const signed = deed === 'transfer' || deed === 'message' ? typed : params;
    const content = Object.keys(signed).sort().map((name) => `${name}=${signed[name]}`).join('&');
    const whole = { ...typed, sign: signatureV3(content, key ?? this.alipayPrivate) };
    if (!key && !this.shop.checkNotifySignV2(whole)) throw new Error('alipay-sdk refuses this callback');
    return {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: new URLSearchParams(whole).toString(),
    };
  }

  tradeNotice(id) {
    const { out_trade_no, trade_no, trade_status, total_amount, send_pay_date } = this.trades.get(id).answer;
    return {
      out_trade_no, trade_no, trade_status, total_amount, buyer_logon_id: '159****5620', subject: '涌泉 订单+1%',
      gmt_create: send_pay_date ?? chinaTime(), ...(send_pay_date ? { gmt_payment: send_pay_date } : {}),
    };
  }

  /** The SDK's own client talks to this gateway, in both modes, and verifies its answers. */
  async selfCheck(address) {
    const results = {};
    for (const [name, more] of Object.entries({
      keys: { alipayPublicKey: this.file('alipay.pub.pem') },
      certificates: {
        appCertContent: this.file('alipay-app.crt'), alipayPublicCertContent: this.file('alipay.crt'),
        alipayRootCertContent: this.file('alipay-root.crt'),
      },
    })) {
      const client = new AlipaySdk({
        appId: this.settings.appId, privateKey: this.file('alipay-app.pem'), keyType: 'PKCS8',
        gateway: `${address}/gateway.do`, ...more,
      });
      const bizContent = { outTradeNo: 'selfcheck1', totalAmount: '0.01', subject: '自检' };
      results[name] = await client.exec(
        'alipay.trade.precreate', { notifyUrl: 'https://shop.test/notify', format: 'JSON', bizContent },
        { validateSign: true });
    }
    return results;
  }
}

module.exports = { AlipayGateway };
