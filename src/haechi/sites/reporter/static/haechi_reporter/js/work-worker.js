// Finds w so that SHA-256("challenge:w") begins with the wanted number of zero bits (FIPS 180-4).

const K = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants are the first 32 bits of the fractional parts of cube and square roots of the first primes.
function makeConstants() {
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  primes.forEach((prime, at) => {
    K[at] = root(prime, 3);
    if (at < 8) START[at] = root(prime, 2);
  });
}

// floor(prime^(1/degree) * 2^32) mod 2^32, exactly.
function root(prime, degree) {
  const wanted = BigInt(prime) << BigInt(32 * degree);
  let low = 0n;
  let high = BigInt(prime) << 32n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** BigInt(degree) <= wanted) low = middle;
    else high = middle - 1n;
  }
  return Number(low & 0xffffffffn);
}

const words = new Uint32Array(64);
const state = new Uint32Array(8);

function compress(block) {
  for (let i = 0; i < 16; i += 1) words[i] = (block[4 * i] << 24) | (block[4 * i + 1] << 16) | (block[4 * i + 2] << 8) | block[4 * i + 3];
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15];
    const y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

// The digest's eight words; `text` is ASCII.
function sha256(text) {
  const length = text.length;
  const padded = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
  for (let i = 0; i < length; i += 1) padded[i] = text.charCodeAt(i);
  padded[length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, length * 8);
  state.set(START);
  for (let at = 0; at < padded.length; at += 64) compress(padded.subarray(at, at + 64));
  return state;
}

function zeroBits(digest) {
  let bits = 0;
  for (const word of digest) {
    bits += Math.clz32(word);
    if (word !== 0) break;
  }
  return bits;
}

self.addEventListener("message", (event) => {
  makeConstants();
  const { challenge, bits } = event.data;
  let counter = 0;
  while (zeroBits(sha256(`${challenge}:${counter}`)) < bits) counter += 1;
  self.postMessage(String(counter));
});
