'use strict';
// WeChat Pay's side of API v3. Signatures, seals and names are checked and made by wechatpay-axios-plugin.
const { Aes, Formatter, Rsa, Wechatpay } = require('wechatpay-axios-plugin');

class Refusal extends Error {
  constructor(status, code, message = code) { super(message); this.status = status; this.code = code; }
}

const need = (holds, message) => { if (!holds) throw new Refusal(400, 'PARAM_ERROR', message); };
const isFen = (value) => Number.isSafeInteger(value) && value > 0;
const chinaTime = () => new Date(Date.now() + 8 * 3600e3).toISOString().replace(/\.\d+Z$/, '+08:00');

class WechatGateway {
  constructor({ keys, settings }) {
    this.keys = keys; this.settings = settings;
    this.payments = new Map(); this.refunds = new Map(); this.splits = new Map();
    this.returns = new Map(); this.transfers = new Map(); this.notices = 0;
  }

  /** Verifies a request as the documentation says; what fails is answered without a signature. */
  verify(method, url, headers, body) {
    const [scheme, rest] = [headers.authorization?.split(' ')[0], headers.authorization ?? ''];
    const field = (name) => new RegExp(`[ ,]${name}="([^"]+)"`).exec(rest)?.[1];
    const { mchid, serial } = this.settings;
    const age = Math.abs(Formatter.timestamp() - Number(field('timestamp')));
    const message = Formatter.request(method, url, field('timestamp'), field('nonce_str'), body);
    return scheme === 'WECHATPAY2-SHA256-RSA2048' && field('mchid') === mchid && field('serial_no') === serial
      && age <= 300 && Boolean(headers['user-agent']) && headers.accept === 'application/json'
      && headers['wechatpay-serial'] === this.settings.platformId
      && Rsa.verify(message, field('signature'), this.keys.merchantPublic);
  }

  sign(body, { key = this.keys.platformPrivate, timestamp = Formatter.timestamp() } = {}) {
    const nonce = Formatter.nonce();
    return {
      'Wechatpay-Timestamp': String(timestamp),
      'Wechatpay-Nonce': nonce,
      'Wechatpay-Serial': this.settings.platformId,
      'Wechatpay-Signature': Rsa.sign(Formatter.response(timestamp, nonce, body), key),
      'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
    };
  }

  /** Carries a request out, or says why not. */
  handle(method, url, body) {
    const { pathname, searchParams } = new URL(url, 'http://gateway');
    const said = body ? JSON.parse(body) : {};
    const last = decodeURIComponent(pathname.split('/').pop());
    const route = `${method} ${pathname}`;
    const found = (map, code) => {
      if (!map.has(last)) throw new Refusal(404, code);
      return map.get(last).answer;
    };
    if (route === 'POST /v3/pay/transactions/native' || route === 'POST /v3/pay/transactions/h5') {
      return this.pay(said, pathname.endsWith('h5'));
    }
    if (route.startsWith('GET /v3/pay/transactions/out-trade-no/')) {
      need(searchParams.get('mchid') === this.settings.mchid, 'mchid');
      return found(this.payments, 'ORDER_NOT_EXIST');
    }
    if (route === 'POST /v3/refund/domestic/refunds') return this.refund(said);
    if (route.startsWith('GET /v3/refund/domestic/refunds/')) return found(this.refunds, 'RESOURCE_NOT_EXISTS');
    if (route === 'POST /v3/profitsharing/orders') return this.split(said);
    if (route.startsWith('GET /v3/profitsharing/orders/')) {
      const answer = found(this.splits, 'RESOURCE_NOT_EXISTS');
      need(searchParams.get('transaction_id') === answer.transaction_id, 'transaction_id');
      return answer;
    }
    if (route === 'POST /v3/profitsharing/return-orders') return this.returnSplit(said);
    if (route.startsWith('GET /v3/profitsharing/return-orders/')) {
      const answer = found(this.returns, 'RESOURCE_NOT_EXISTS');
      need(searchParams.get('out_order_no') === answer.out_order_no, 'out_order_no');
      return answer;
    }
    if (route === 'POST /v3/fund-app/mch-transfer/transfer-bills') return this.transfer(said);
    if (route.startsWith('GET /v3/fund-app/mch-transfer/transfer-bills/out-bill-no/')) {
      return found(this.transfers, 'NOT_FOUND');
    }
    throw new Refusal(404, 'RESOURCE_NOT_EXISTS', pathname);
  }

  pay(said, byPhone) {
    need(said.appid === this.settings.appid && said.mchid === this.settings.mchid, 'appid, mchid');
    need(/^[0-9a-zA-Z_\-*]{6,32}$/.test(said.out_trade_no), 'out_trade_no');
    need(said.description?.length > 0 && said.description.length <= 127, 'description');
    need(isFen(said.amount?.total) && said.amount.currency === 'CNY', 'amount');
    need(/^https?:\/\/[^?]+$/.test(said.notify_url), 'notify_url');
    need(typeof said.settle_info?.profit_sharing === 'boolean', 'settle_info');
    need(!byPhone || (said.scene_info?.payer_client_ip && said.scene_info.h5_info?.type), 'scene_info');
    const answer = {
      appid: said.appid, mchid: said.mchid, out_trade_no: said.out_trade_no, trade_state: 'NOTPAY',
      trade_state_desc: '订单未支付', amount: { total: said.amount.total, currency: 'CNY' },
    };
    this.once(this.payments, said.out_trade_no, said, answer);
    return byPhone
      ? { h5_url: `https://wx.tenpay.test/checkmweb?prepay_id=wx${said.out_trade_no}` }
      : { code_url: `weixin://wxpay/bizpayurl?pr=${said.out_trade_no}` };
  }

  markPaid(id) {
    const { answer } = this.payments.get(id);
    Object.assign(answer, {
      trade_state: 'SUCCESS', trade_state_desc: '支付成功', transaction_id: `4200${id}`,
      success_time: chinaTime(), bank_type: 'OTHERS', trade_type: 'NATIVE', payer: { openid: 'o-payer' },
    });
  }

  paid(id) {
    const payment = this.payments.get(id);
    if (!payment) throw new Refusal(404, 'RESOURCE_NOT_EXISTS', '订单不存在');
    if (!['SUCCESS', 'REFUND'].includes(payment.answer.trade_state)) {
      throw new Refusal(400, 'INVALID_REQUEST', '订单未支付');
    }
    return payment;
  }

  refund(said) {
    const payment = this.paid(said.out_trade_no);
    need(/^[0-9a-zA-Z_\-|*@]{1,64}$/.test(said.out_refund_no), 'out_refund_no');
    need(isFen(said.amount?.refund) && said.amount.currency === 'CNY', 'amount');
    need(said.amount.total === payment.answer.amount.total, 'amount.total');
    const known = this.refunds.has(said.out_refund_no);
    if (!known && (payment.refunded ?? 0) + said.amount.refund > payment.answer.amount.total) {
      throw new Refusal(403, 'NOT_ENOUGH', '退款金额大于可退金额');
    }
    const answer = this.once(this.refunds, said.out_refund_no, said, {
      refund_id: `5030${said.out_refund_no}`, out_refund_no: said.out_refund_no,
      transaction_id: payment.answer.transaction_id, out_trade_no: said.out_trade_no, status: 'PROCESSING',
      create_time: chinaTime(), amount: { ...said.amount, payer_refund: said.amount.refund },
    });
    if (!known) payment.refunded = (payment.refunded ?? 0) + said.amount.refund;
    return answer;
  }

  finishRefund(id, status) {
    Object.assign(this.refunds.get(id).answer, { status, success_time: chinaTime() });
    const payment = this.payments.get(this.refunds.get(id).answer.out_trade_no);
    payment.answer.trade_state = 'REFUND';
  }

  split(said) {
    need(said.appid === this.settings.appid, 'appid');
    const payment = [...this.payments.values()].find((one) => one.answer.transaction_id === said.transaction_id);
    if (!payment) throw new Refusal(400, 'INVALID_REQUEST', '订单不存在');
    if (!payment.said.settle_info.profit_sharing) throw new Refusal(403, 'NO_AUTH', '非分账订单不支持分账');
    need(said.receivers?.length === 1, 'receivers');
    const [receiver] = said.receivers;
    need(receiver.type === 'MERCHANT_ID' && receiver.account && isFen(receiver.amount), 'receiver');
    need(typeof said.unfreeze_unsplit === 'boolean', 'unfreeze_unsplit');
    if (receiver.amount * 10 > payment.answer.amount.total * 3) throw new Refusal(403, 'NOT_ENOUGH', '超过最大分账比例');
    const part = (one) => ({ ...one, result: 'PENDING', detail_id: `36011${said.out_order_no}` });
    return this.once(this.splits, said.out_order_no, said, {
      transaction_id: said.transaction_id, out_order_no: said.out_order_no, order_id: `3008${said.out_order_no}`,
      state: 'PROCESSING', receivers: said.receivers.map(part),
    });
  }

  finishSplit(id, result) {
    const { answer, said } = this.splits.get(id);
    answer.state = 'FINISHED';
    Object.assign(answer.receivers[0], { result, finish_time: chinaTime() },
      result === 'CLOSED' ? { fail_reason: 'ACCOUNT_ABNORMAL' } : {});
    if (said.unfreeze_unsplit) {
      answer.receivers.push({
        type: 'MERCHANT_ID', account: this.settings.mchid, amount: 1, description: '解冻给分账方', result: 'SUCCESS',
        detail_id: `36012${id}`, finish_time: chinaTime(),
      });
    }
  }

  returnSplit(said) {
    const split = this.splits.get(said.out_order_no);
    if (split?.answer.receivers[0].result !== 'SUCCESS') throw new Refusal(400, 'INVALID_REQUEST', '分账单未完成');
    need(/^[0-9a-zA-Z_\-|*@]{1,64}$/.test(said.out_return_no) && isFen(said.amount), 'out_return_no, amount');
    need(said.return_mchid === split.answer.receivers[0].account && said.description, 'return_mchid');
    if (said.amount > split.answer.receivers[0].amount) throw new Refusal(403, 'NOT_ENOUGH', '回退金额超过分账金额');
    return this.once(this.returns, said.out_return_no, said, {
      order_id: split.answer.order_id, out_order_no: said.out_order_no, out_return_no: said.out_return_no,
      return_id: `3009${said.out_return_no}`, return_mchid: said.return_mchid, amount: said.amount,
      description: said.description, result: 'SUCCESS', create_time: chinaTime(), finish_time: chinaTime(),
    });
  }

  transfer(said) {
    need(said.appid === this.settings.appid && said.openid, 'appid, openid');
    need(/^[0-9a-zA-Z]{1,32}$/.test(said.out_bill_no), 'out_bill_no');
    need(isFen(said.transfer_amount) && said.transfer_remark?.length <= 32, 'transfer_amount, transfer_remark');
    need(said.transfer_scene_id && said.transfer_scene_report_infos?.length > 0, 'transfer_scene');
    need(said.transfer_amount >= 30 || !said.user_name, 'user_name');
    need(said.transfer_amount < 200000 || said.user_name, 'user_name');
    const name = said.user_name && Rsa.decrypt(said.user_name, this.keys.platformPrivate);
    if (name && name !== this.settings.payeeName) throw new Refusal(400, 'INVALID_REQUEST', '收款用户姓名与实名不一致');
    const answer = this.once(this.transfers, said.out_bill_no, { ...said, user_name: name }, {
      mch_id: this.settings.mchid, out_bill_no: said.out_bill_no, transfer_bill_no: `1330${said.out_bill_no}`,
      appid: said.appid, state: 'WAIT_USER_CONFIRM', transfer_amount: said.transfer_amount, openid: said.openid,
      transfer_remark: said.transfer_remark, create_time: chinaTime(), update_time: chinaTime(),
    });
    const { out_bill_no, transfer_bill_no, create_time, state } = answer;
    return { out_bill_no, transfer_bill_no, create_time, state, package_info: `affffddafdfafddffda==${out_bill_no}` };
  }

  finishTransfer(id, state) {
    Object.assign(this.transfers.get(id).answer, { state, update_time: chinaTime() },
      state === 'FAIL' ? { fail_reason: 'ACCOUNT_FROZEN' } : {});
  }

  /** The same id with the same words is the same deed; with other words it is refused. */
  once(map, id, said, answer) {
    const words = JSON.stringify(said);
    if (map.has(id) && map.get(id).words !== words) throw new Refusal(400, 'INVALID_REQUEST', '单号已存在，参数不一致');
    if (!map.has(id)) map.set(id, { words, said, answer });
    return map.get(id).answer;
  }

  /** A callback about a deed: sealed with the APIv3 key, signed with the platform's key. */
  notice(deed, id, { timestamp, apiKey = this.keys.apiKey, key } = {}) {
    const kinds = {
      payment: ['TRANSACTION.SUCCESS', 'transaction', () => this.payments.get(id).answer],
      refund: ['REFUND.SUCCESS', 'refund', () => {
        const { status, ...rest } = this.refunds.get(id).answer;
        return { mchid: this.settings.mchid, ...rest, refund_status: status };
      }],
      transfer: ['MCHTRANSFER.BILL.FINISHED', 'mch_payment', () => this.transfers.get(id).answer],
      split: ['TRANSACTION.SUCCESS', 'profitsharing', () => {
        const { transaction_id, order_id, out_order_no, receivers } = this.splits.get(id).answer;
        return { mchid: this.settings.mchid, transaction_id, order_id, out_order_no, receiver: receivers[0] };
      }],
      complaint: ['COMPLAINT.CREATE', 'complaint', () => ({ complaint_id: id })],
    };
    const [event, type, subject] = kinds[deed];
    const nonce = Formatter.nonce(12);
    const body = JSON.stringify({
      id: `EV-${++this.notices}-${id}`, create_time: chinaTime(), resource_type: 'encrypt-resource', event_type: event,
      summary: '支付成功',
      resource: {
        original_type: type, algorithm: 'AEAD_AES_256_GCM', associated_data: type, nonce,
        ciphertext: Aes.AesGcm.encrypt(JSON.stringify(subject()), apiKey, nonce, type),
      },
    });
    return { headers: this.sign(body, { timestamp, key }), body };
  }

  /** The library's own client talks to this gateway and verifies its answers. */
  async selfCheck(address) {
    const { mchid, serial, platformId } = this.settings;
    const client = new Wechatpay({
      mchid, serial, privateKey: this.keys.merchantPrivate, certs: { [platformId]: this.keys.platformPublic },
    });
    const headers = { 'Wechatpay-Serial': platformId, Accept: 'application/json' };
    const made = await client.v3.pay.transactions.native.post({
      appid: this.settings.appid, mchid, description: '自检', out_trade_no: 'selfcheck1',
      notify_url: 'https://shop.test/notify', settle_info: { profit_sharing: false },
      amount: { total: 1, currency: 'CNY' },
    }, { baseURL: address, headers });
    return made.data;
  }
}

module.exports = { WechatGateway, Refusal };
