// The what-if page: a preview while a slider moves, then the count order by order.
// preview() takes the steps of FluidPreview.cs in the same order: the same digits come out.
const { min, max, floor, ceil, round, sqrt } = Math;
const power = (x, m) => (12 + 6 * (m + 2) * x + (m + 1) * (m + 2) * x * x)
 / (12 - 6 * (m - 2) * x + (m - 1) * (m - 2) * x * x);
const stay = x => (12 - 6 * x + x * x) / (12 + 6 * x + x * x);

export function preview(q) {
 const z = q.growth / (2 + q.growth), zz = z * z;
 const growth = q.growth === 0 ? 0 : 2 * z * (1 + zz * (1 / 3 + zz * (0.2 + zz * (1 / 7 + zz / 9))));
 const perDay = q.growth ? q.perDay * growth / q.growth * (q.turn > 0 ? 1 + q.growth : 1) : q.perDay;
 const atOnce = q.sells ? q.atOnce : 0, leaves = q.sells && q.days > 0 ? q.leaves : 0, keeps = 1 - atOnce - leaves;
 const blocks = [], steps = [{ price: 1, l: 1, k: 1 }];
 let pool = q.float, price = 1, lv = 0, kp = 0, sl = 1, sk = 1, capped = 0, head = 0;
 const total = () => q.float + lv + kp;
 const reprice = () => { const c = total(); price = c > 0 ? min(1e200, max(price, pool / c)) : price; };
 const mark = () => steps.push({ price, l: sl, k: sk });
 const wear = (l, k) => {
  if (!l && !k) return;
  const fl = stay(l), fk = stay(k), before = total();
  lv *= fl; kp *= fk;
  sl = max(1e-280, sl * fl); sk = max(1e-280, sk * fk);
  const left = total();
  if (before > 0 && left > 0) { pool *= power((left - before) / before, q.payout); reprice(); }
 };
 const buy = count => {
  const was = price, c = total(), income = q.kappa + q.rest;
  let points;
  if (count === 1 || c === 0) {
   points = count * q.mint / price; pool += count * income;
   pool -= atOnce * points * q.payout * pool / (c + points);
  } else {
   const sold = atOnce * q.payout * q.mint;
   const grown = power(count * (income - sold) / pool, (1 - atOnce) * q.mint / (income - sold));
   points = c * (grown - 1) / (1 - atOnce); pool += count * (income - sold);
  }
  lv += points * leaves; kp += points * keeps; reprice();
  const trigger = q.cap === 0 ? Infinity : q.cap / q.mint;
  blocks.push({ count, points: points / count, reach: min(1e200, count / (q.payout * points)), l: 1 / sl, k: 1 / sk,
   low: trigger * was, high: trigger * price, done: 0 });
 };
 const exit = () => {
  while (head < blocks.length && price > blocks[head].low) {
   const b = blocks[head], done = price >= b.high ? 1 : (price - b.low) / (b.high - b.low);
   if (done <= b.done) return;
   const share = done - b.done, l = b.count * leaves * share * sl * b.l, k = b.count * keeps * share * sk * b.k;
   pool -= min(pool, (l + k) * q.payout * q.cap); capped += l + k;
   lv = max(0, lv - l * b.points); kp = max(0, kp - k * b.points);
   b.done = done; reprice();
   if (done < 1) return;
   head++;
  }
 };
 const pass = (n, l, k) => { for (let i = 0; i < n; i++) { wear(l, k); exit(); mark(); } };
 for (let n = 0; n < q.orders;) {
  const grows = n >= q.turn, rate = grows ? perDay + growth * (n - q.turn) : q.perDay;
  let count = min(floor(n * 0.0115794542598985),
   floor(max(pool / (q.kappa + q.rest) / 20, q.orders / 20000)));
  if (leaves > 0) count = min(count, floor(max(rate * q.days / 16, q.orders / 2000)));
  count = min(max(count, 1), (grows ? q.orders : min(q.orders, q.turn)) - n);
  const worn = leaves > 0 ? count / (rate + (grows ? growth * count / 2 : 0)) / q.days / 2 : 0;
  wear(worn, 0); buy(count); wear(worn, 0); exit(); mark();
  n += count;
 }
 if (leaves > 0 && q.afterwards > 0) {
  const n = min(1000, ceil(16 * q.afterwards / q.days));
  pass(n, q.afterwards / q.days / n, 0);
 }
 if (q.run && q.sells) pass(192, 0.0625, 0.0625);

 for (let i = 0; i + 1 < steps.length; i++) {
  const one = steps[i], next = steps[i + 1], rise = next.price - one.price;
  one.dl = rise > 0 ? (next.l - one.l) / rise : 0;
  one.dk = rise > 0 ? (next.k - one.k) / rise : 0;
 }
 const below = multiple => {
  if (q.cap > 0 && multiple >= q.payout * q.cap) return 1;
  let sum = 0, at = 0;
  const once = multiple >= q.payout * q.mint ? atOnce : 0;
  for (const b of blocks) {
   const p = multiple * b.reach;
   if (!q.sells) { sum += b.count * (1 - b.done); continue; }
   while (at + 1 < steps.length && steps[at + 1].price <= p) at++;
   if (at + 1 === steps.length) { sum += b.count; continue; }
   const one = steps[at], past = max(0, p - one.price);
   sum += b.count * (once + (leaves * max(0, 1 - (one.l + one.dl * past) * b.l)
    + keeps * max(0, 1 - (one.k + one.dk * past) * b.k)));
  }
  return sum / q.orders;
 };
 const quantile = share => {
  let low = q.payout * q.mint / 2, high = q.cap > 0 ? q.payout * q.cap : q.payout * blocks[0].points * price;
  if (below(0) >= share) return 0;
  for (let i = 0; i < 24; i++) {
   const middle = sqrt(low * high);
   if (below(middle) >= share) high = middle; else low = middle;
  }
  return high;
 };
 return { p5: quantile(0.05), p50: quantile(0.5), p95: quantile(0.95), capped: capped / q.orders, beats: 1 - below(q.kappa) };
}

// Growth stops, a run, flat, growing: FluidQuestion.FourWorlds.
export function worlds(q, before, days) {
 const growth = 4 ** (1 / days) - 1, more = before / days * (1 + growth) * 3 / growth;
 const start = { ...q, growth: 0, turn: 0, orders: before, afterwards: 0, run: false };
 return [{ ...start, afterwards: days }, { ...start, run: true }, { ...start, orders: 2 * before },
  { ...start, orders: before + floor(more + 0.5), turn: before, growth }];
}

const form = typeof document === "object" && document.getElementById("what-if");
if (form && form.dataset.order) {
 const q = JSON.parse(form.dataset.order), all = what => document.querySelectorAll(what),
  full = max(1, q.cap * q.payout);
 const yuan = v => "¥" + round(v * 1e3).toLocaleString("en");
 const mille = v => v >= 0.01 ? `${floor(v * 1e3)}` : v > 0 && v < 1e-4 ? "< 0.1" : `${floor(v * 1e4) / 10}`;
 const state = name => all("[role=status] span").forEach(one => { one.hidden = one.id !== name; });
 let timer, asking;
 const show = list => {
  const say = (name, f, said) => {
   const ends = [min, max].map(end => said(end(...list.map(f))));
   all(`[data-s=${name}]`)[0].textContent = ends[0] === ends[1] ? ends[0] : ends.join(all("#first")[0].dataset.to);
  };
  say("p50", w => w.p50, yuan); say("p95", w => w.p95, yuan); say("capped", w => w.capped, mille);
  list.forEach((w, i) => {
   const c = mille(w.capped), own = `[data-world="${i}"] `, said = { p5: yuan(w.p5), p50: yuan(w.p50),
    p95: yuan(w.p95), beats: mille(w.beats), capped: c, never: c < 1e3 ? 1e3 - c : "> 999.9" };
   for (const name in said) all(own + `[data-f=${name}]`).forEach(one => { one.textContent = said[name]; });
   const [most] = all(own + ".s-most"), x = v => floor(v * 1e3 / full);
   most.setAttribute("x", x(w.p5));
   most.setAttribute("width", max(4, x(w.p95 - w.p5)));
   most.nextElementSibling.setAttribute("x", x(w.p50));
  });
 };

  const count = async query => {
  asking = new AbortController();
  try {
   const reply = await fetch("/what-if?" + query, { signal: asking.signal });
   if (!reply.ok) throw reply;
   const page = new DOMParser().parseFromString(await reply.text(), "text/html");
   all("[data-part]").forEach(one => one.replaceWith(page.getElementById(one.id)));
  } catch (failed) { if (failed.name !== "AbortError") state("late"); }
 };
 const turn = () => {
  clearTimeout(timer);
  asking?.abort();
  if (!form.checkValidity()) return;
  const query = new URLSearchParams(new FormData(form)), at = name => +query.get(name), days = 30 * at("months");
  show(worlds({ ...q, perDay: ceil(at("orders") / days * 1e6) / 1e6, atOnce: at("atOnce") / 100,
   leaves: (100 - at("atOnce")) * (100 - at("keep")) / 1e4, days: at("hold") }, at("orders"), days).map(preview));
  state("near");
  history.replaceState(null, "", "?" + query);
  timer = setTimeout(count, 300, query);
 };

 form.querySelector("button").hidden = true;
 all(".slide").forEach(slide => {
  const typed = slide.previousElementSibling.firstElementChild;
  slide.hidden = false;
  slide.oninput = () => { typed.value = slide.value; turn(); };
  typed.oninput = () => { slide.value = typed.value; turn(); };
 });
}
