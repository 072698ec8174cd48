// Checks a member's proof: docs/formats/member-proof.md. The same four steps as MemberProof.cs.
const bytes = text => new TextEncoder().encode(text);
const fromBase64 = text => Uint8Array.from(atob(text), one => one.charCodeAt(0));
const join = (...parts) => {
 const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
 parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
 return all;
};
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", join(...parts)));
const same = (left, right) => left.length === right.length && left.every((one, at) => one === right[at]);
const long = value => {
 const buffer = new DataView(new ArrayBuffer(8));
 buffer.setBigInt64(0, BigInt(value));
 return new Uint8Array(buffer.buffer);
};

// Amounts are counted in their smallest unit: nothing is rounded.
const most = 2n ** 63n - 1n;
const units = (text, decimals) => {
 if (typeof text !== "string" || !new RegExp(`^(0|[1-9]\\d*)\\.\\d{${decimals}}$`).test(text)) throw new Error("amount " + text);
 const value = BigInt(text.replace(".", ""));
 if (value > most) throw new Error("amount " + text);
 return value;
};
// A number as MemberProof reads it: whole and not negative.
const count = value => {
 if (!Number.isSafeInteger(value) || value < 0) throw new Error("number " + value);
 return BigInt(value);
};
const sums = one => [units(one.points, 8), units(one.wallet, 6), units(one.coins, 6)];
const add = (left, right) => left.map((one, at) => {
 if (one + right[at] > most) throw new Error("sum");
 return one + right[at];
});
const packed = all => join(...all.map(long));
const hash = text => {
 const value = fromBase64(text);
 if (value.length !== 32) throw new Error("hash " + text);
 return value;
};

async function tree(proof) {
 const salt = hash(proof.salt), own = sums(proof), said = proof.statement;
 const name = await sha256(salt, long(count(proof.member)));
 let node = { hash: await sha256([0], name, packed(own)), sum: own }, place = count(proof.place);
 for (const other of proof.path) {
  const next = { hash: hash(other.hash), sum: sums(other) };
  const [left, right] = place & 1n ? [next, node] : [node, next];
  node = {
   hash: await sha256([1], left.hash, packed(left.sum), right.hash, packed(right.sum)), sum: add(left.sum, right.sum)
  };
  place >>= 1n;
 }
 return place === 0n && same(node.hash, hash(said.root)) && sums(said).every((one, at) => one === node.sum[at]);
}

function statement(proof) {
 const entry = JSON.parse(proof.entry), said = proof.statement, names = Object.keys(said);
 return entry.i === proof.index && entry.topic === "balances" && said.day === proof.day && said.position <= proof.index
  && Object.keys(entry.statement).length === names.length
  && names.every(name => entry.statement[name] === said[name])
  && units(said.points, 8) === units(said.circulating, 8) - units(said.float, 8);
}

// RFC 9162, 2.1.3.2. Numbers here stay far below 2^53, but BigInt shifts are not cut to 32 bits.
async function log(proof, point) {
 let place = count(proof.index), last = BigInt(point.size) - 1n, node = await sha256([0], bytes(proof.entry));
 if (place > last) return false;
 for (const text of proof.inclusion) {
  const sibling = hash(text);
  if (last === 0n) return false;
  if (place & 1n || place === last) {
   node = await sha256([1], sibling, node);
   while (!(place & 1n) && place !== 0n) [place, last] = [place >> 1n, last >> 1n];
  } else {
   node = await sha256([1], node, sibling);
  }
  [place, last] = [place >> 1n, last >> 1n];
 }
 return last === 0n && same(node, point.root);
}

// A signed note of C2SP: text, empty line, signature lines.
function checkpoint(note) {
 const border = note.lastIndexOf("\n\n"), text = note.slice(0, border + 1), lines = text.split("\n");
 if (border < 0 || !/^(0|[1-9]\d*)$/.test(lines[1])) throw new Error("checkpoint");
 return { text, origin: lines[0], size: lines[1], root: hash(lines[2]), signatures: note.slice(border + 2).split("\n") };
}

async function signature(proof, point) {
 const [, name, id, key] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(proof.key), material = fromBase64(key);
 const own = (await sha256(bytes(name + "\n"), material)).slice(0, 4);
 if (point.origin !== proof.pool || material[0] !== 1 || material.length !== 33
  || [...own].map(one => one.toString(16).padStart(2, "0")).join("") !== id) return false;
 const line = point.signatures.map(one => one.split(" ")).find(([dash, whose, value]) =>
  dash === "—" && whose === name && value && same(fromBase64(value).slice(0, 4), own));
 if (!line) return false;
 let trusted;
 try {
  trusted = await crypto.subtle.importKey("raw", material.slice(1), { name: "Ed25519" }, false, ["verify"]);
 } catch (failure) {
  if (failure.name === "NotSupportedError") return null;
  throw failure;
 }
 return crypto.subtle.verify({ name: "Ed25519" }, trusted, fromBase64(line[2]).slice(4), bytes(point.text));
}

const step = async work => {
 try { return await work(); } catch { return false; }
};

// Each step: true, false, or null where this browser cannot say.
export async function check(proof) {
 if (proof.format !== "wellspring-member-proof/1") return { tree: false, statement: false, log: false, signature: false };
 let point = null;
 try { point = checkpoint(proof.checkpoint); } catch { /* The two last steps fail by it. */ }
 return {
  tree: await step(() => tree(proof)), statement: await step(() => statement(proof)),
  log: await step(() => point && log(proof, point)) || false,
  signature: await step(() => point ? signature(proof, point) : false)
 };
}

// RFC 9162, 2.1.4.2: whether the later log begins with all of the earlier one.
export async function continues(earlier, later, texts) {
 const hashes = texts.map(hash);
 let place = BigInt(earlier.size), last = BigInt(later.size) - 1n;
 if (place === last + 1n) return hashes.length === 0 && same(earlier.root, later.root);
 if (place < 1n || place > last) return false;
 if ((place & (place - 1n)) === 0n) hashes.unshift(earlier.root);
 place -= 1n;
 while (place & 1n) [place, last] = [place >> 1n, last >> 1n];
 let [before] = hashes, [after] = hashes;
 if (!before) return false;
 for (const sibling of hashes.slice(1)) {
  if (last === 0n) return false;
  if (place & 1n || place === last) {
   before = await sha256([1], sibling, before);
   after = await sha256([1], sibling, after);
   while (!(place & 1n) && place !== 0n) [place, last] = [place >> 1n, last >> 1n];
  } else {
   after = await sha256([1], after, sibling);
  }
  [place, last] = [place >> 1n, last >> 1n];
 }
 return last === 0n && same(before, earlier.root) && same(after, later.root);
}

// What this device saw last time must be the beginning of what it sees now. Null where it keeps nothing.
async function remember(proof) {
 const kept = "wellspring-log " + proof.pool, point = checkpoint(proof.checkpoint);
 let before;
 try { before = JSON.parse(localStorage.getItem(kept)); } catch { return null; }
 if (before) {
  const [old, now] = [{ size: before.size, root: hash(before.root) }, { size: point.size, root: point.root }];
  let path = [];
  if (old.size !== now.size && BigInt(old.size) < BigInt(now.size)) {
   const reply = await fetch(`/log/consistency?old=${old.size}&new=${now.size}`);
   if (!reply.ok) return { uncompared: true };
   path = (await reply.json()).proof;
  }
  if (!await continues(old, now, path)) return { forked: true };
 }
 const root = btoa(String.fromCharCode(...point.root));
 const keep = () => {
  try { localStorage.setItem(kept, JSON.stringify({ key: proof.key, size: point.size, root })); } catch { /* Full. */ }
 };
 const moved = !!before && before.key !== proof.key;
 if (!moved) keep();
 return { moved, keep, continued: before && before.size };
}

// What was checked is what is shown: yuan are worked out again, rounded down.
function shown(proof, page, yuan) {
 const said = proof.statement, [points, wallet] = sums(proof), all = units(said.circulating, 8);
 const value = all && points * units(said.pool, 6) / all;
 return ["day", "member", "points", "wallet", "coins"].every(name => String(proof[name]) === page[name])
  && value === units(page.value, 6) && BigInt(yuan.replace(/\D/g, "")) === (value + wallet) / 10000n;
}

const section = typeof document === "object" && document.getElementById("proof");
if (section) {
 const say = (place, word) => place.querySelectorAll("[data-say]").forEach(one => { one.hidden = one.dataset.say !== word; });
 const verdict = document.getElementById("verdict");
 try {
  const reply = await fetch(section.dataset.file);
  if (!reply.ok || !crypto.subtle) throw reply;
  const proof = await reply.json(), steps = await check(proof);
  steps.tree &&= await step(() => shown(proof, section.dataset, document.getElementById("yuan").textContent));
  for (const name in steps) {
   say(document.getElementById("step-" + name), steps[name] === null ? "skip" : steps[name] ? "good" : "bad");
  }
  const found = Object.values(steps), holds = !found.includes(false);
  const told = holds && await remember(proof) || {};
  for (const name of ["continued", "forked", "uncompared", "moved"]) document.getElementById(name).hidden = !told[name];
  document.getElementById("since").textContent = told.continued || "";
  const word = !holds || told.forked ? "bad" : found.includes(null) ? "part" : "good";
  say(verdict, told.moved ? "moved" : word);
  document.getElementById("compared").onclick = () => {
   told.keep();
   document.getElementById("moved").hidden = true;
   say(verdict, word);
  };
 } catch {
  say(verdict, "late");
 }
}
