// How strong a new password is, told while it is typed; it stays in the browser. The desk itself refuses what is short or leaked.
"use strict";
const least = 12, fair = 10, strong = 16; // letters; and how many of them nobody foresees
const rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"].flatMap((row) => [row, [...row].reverse().join("")]);

// A letter counts unless it follows from the one before it: aaa, abc, 321, qwe, or a pair that was there already.
function unforeseen(text) {
  const letters = [...text.toLowerCase()], pairs = new Set();
  return letters.filter((letter, at) => {
    if (at === 0) return true;
    const pair = letters[at - 1] + letter, step = letter.codePointAt(0) - letters[at - 1].codePointAt(0);
    const known = Math.abs(step) < 2 || pairs.has(pair) || rows.some((row) => row.includes(pair));
    pairs.add(pair);
    return !known;
  }).length;
}

function level(text) {
  if ([...text].length < least) return 0;
  const count = unforeseen(text);
  return count < fair ? 1 : count < strong ? 2 : 3;
}

for (const told of document.querySelectorAll("[data-strength-of]")) {
  const field = document.getElementById(told.dataset.strengthOf);
  const meter = told.querySelector("meter"), words = told.querySelector("output");
  field.addEventListener("input", () => {
    told.hidden = field.value === "";
    meter.value = level(field.value) + 1;
    words.textContent = words.dataset[["short", "weak", "fair", "strong"][level(field.value)]];
  });
}
