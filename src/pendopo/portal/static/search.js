// Searches a copy of the site, which has no program behind it: by files made when it was copied.
// The page works without this: it lists everything by its first letter.
(() => {
  "use strict";
  const form = document.getElementById("copied");
  const list = document.getElementById("copied-found");
  const count = document.getElementById("copied-count");
  const more = document.getElementById("copied-more");
  const files = document.getElementById("copied-files").href;
  const SHOWN = 20;
  const WORD = /[\p{L}\p{N}]+/gu;
  const known = new Map();
  let found = [];
  let shown = 0;

  // As the server folds: small letters, no accents, one form for each letter.
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  async function read(address) {
    const name = String(address);
    if (!known.has(name)) known.set(name, fetch(name).then((answer) => answer.json()));
    return known.get(name);
  }

  async function placesOf(word, index) {
    const name = [...word].slice(0, index.depth).map((c) => (c < "\x80" ? c : "_")).join("") || "all";
    if (!index.words[name]) return new Set();
    const file = await read(new URL(`words/${name}.json`, files));
    // A word as it stands, else every word that it begins.
    const lists = word in file.words
      ? [file.words[word]]
      : Object.keys(file.words).filter((one) => one.startsWith(word)).map((one) => file.words[one]);
    const places = new Set();
    for (const one of new Set(lists)) {
      let place = 0;
      for (const step of file.places[one]) places.add((place += step));
    }
    return places;
  }

  async function ask(text) {
    const index = await read(files);
    const words = [...new Set(fold(text).match(WORD) || [])].slice(0, 12);
    const each = await Promise.all(words.map((word) => placesOf(word, index)));
    const all = each.reduce((one, other) => new Set([...one].filter((place) => other.has(place))), each[0] || new Set());
    found = [...all].sort((one, other) => one - other);
    shown = 0;
    list.replaceChildren();
    count.textContent = form.dataset.count.replace("{number}", found.length.toLocaleString(document.documentElement.lang));
    await show(index);
  }

  async function show(index) {
    const next = found.slice(shown, shown + SHOWN);
    // Asked for all at once: one after the other, each would wait a whole way to the server.
    const parts = await Promise.all(
      next.map((place) => read(new URL(`found/${Math.floor(place / index.each)}.json`, files))),
    );
    for (const [at, place] of next.entries()) {
      const one = parts[at].ones[place % index.each];
      const item = document.createElement("li");
      const kind = document.createElement("p");
      const heading = document.createElement("h3");
      const link = document.createElement("a");
      const text = document.createElement("p");
      kind.className = "note";
      kind.textContent = form.dataset[one.kind];
      link.href = new URL(one.file, new URL("../../", files));
      link.textContent = one.title;
      text.textContent = one.text;
      heading.append(link);
      item.append(kind, heading, text);
      list.append(item);
    }
    shown += SHOWN;
    more.hidden = shown >= found.length;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form.elements.q.value).catch(() => { count.textContent = form.dataset.fault; });
  });
  more.addEventListener("click", async () => show(await read(files)));
  // From a disk a browser reads no further files: then only the lists are of use.
  if (location.protocol === "file:") return;
  form.hidden = false;
  // A link can carry a question.
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    form.elements.q.value = asked;
    form.requestSubmit();
  }
})();
