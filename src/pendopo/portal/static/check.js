/* Hashes a file in the browser, and finds it in the log without sending it or its hash.
   The site is asked only for the salts of contents whose SHA-256 begins with a few digits; whether
   one of them is the file is computed here. Without this script the form sends the file instead. */
(() => {
  const form = document.querySelector("form.bring");
  if (!form) return;
  const PIECE = 1 << 20;
  const PREFIX = "pendopo/object/v1\0";

  // FIPS 180-4: the fractional parts of the roots of the first primes.
  const K = new Int32Array(64);
  const FIRST = new Int32Array(8);
  const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (found < 8) FIRST[found] = fraction(Math.sqrt(n));
    K[found++] = fraction(Math.cbrt(n));
  }

  class Sha256 {
    state = FIRST.slice();
    w = new Int32Array(64);
    rest = new Uint8Array(0);
    length = 0;

    update(bytes) {
      this.length += bytes.length;
      let at = 0;
      if (this.rest.length) {
        at = Math.min(64 - this.rest.length, bytes.length);
        const joined = new Uint8Array(this.rest.length + at);
        joined.set(this.rest);
        joined.set(bytes.subarray(0, at), this.rest.length);
        this.rest = joined;
        if (joined.length < 64) return this;
        this.block(joined, 0);
      }
      for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
      this.rest = bytes.slice(at);
      return this;
    }

    digest() {
      const bits = this.length * 8;
      const end = new Uint8Array(((this.rest.length + 8) >> 6 << 6) + 64 - this.rest.length);
      end[0] = 0x80;
      const view = new DataView(end.buffer);
      view.setUint32(end.length - 8, Math.floor(bits / 2 ** 32));
      view.setUint32(end.length - 4, bits >>> 0);
      this.update(end);
      const out = new DataView(new ArrayBuffer(32));
      this.state.forEach((word, i) => out.setInt32(i * 4, word));
      return new Uint8Array(out.buffer);
    }

    block(bytes, at) {
      const w = this.w;
      for (let i = 0; i < 16; i++, at += 4) {
        w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
      }
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      let [a, b, c, d, e, f, g, h] = this.state;
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => { this.state[i] += word; });
    }
  }

  const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  const bytes = (text) => Uint8Array.from(text.match(/../g), (two) => parseInt(two, 16));
  const commitment = (salt, digest) =>
    hex(new Sha256().update(new TextEncoder().encode(PREFIX)).update(bytes(salt)).update(digest).digest());

  const part = (name) => form.parentNode.querySelector(`[data-part=${name}]`);
  const show = (name) => {
    for (const one of ["busy", "answer", "failed"]) part(one).hidden = one !== name;
  };

  async function hashed(file) {
    const hash = new Sha256();
    for (let at = 0; at < file.size; at += PIECE) {
      hash.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
      part("progress").value = (at + PIECE) / file.size;
    }
    return hash.digest();
  }

  async function asked(address) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(response.status);
    return response;
  }

  async function matched(digest, salt) {
    if (salt) return commitment(salt, digest);
    const begins = hex(digest).slice(0, form.dataset.digits);
    const { contents } = await (await asked(`${form.dataset.contents}?begins=${begins}`)).json();
    return contents.find((one) => commitment(one.salt, digest) === one.c)?.c;
  }

  async function check(file) {
    show("busy");
    const digest = await hashed(file);
    const c = await matched(digest, form.salt.value.trim().toLowerCase());
    const found = c ? await asked(`${form.dataset.found}?c=${c}`) : null;
    part("answer").innerHTML = found ? await found.text() : part("none").innerHTML;
    part("name").textContent = `${file.name} · SHA-256 ${hex(digest)}`;
    show("answer");
  }

  form.addEventListener("submit", async (event) => {
    const file = form.file.files[0];
    if (!file) return;
    event.preventDefault();
    const head = file.size < 1e6 ? await file.text() : "";
    // Receipts and checkpoints are public and small: the site checks them.
    if (head.startsWith("c2sp.org/tlog-proof@") || head.includes("\n\n\u2014 ")) return form.submit();
    try {
      await check(file);
    } catch {
      show("failed");
    }
  });

  for (const name of ["dragover", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      if (name === "drop" && event.dataTransfer.files.length) {
        form.file.files = event.dataTransfer.files;
        form.requestSubmit();
      }
    });
  }
  form.classList.add("bring--here");
})();
