/* How a reader's words find pages; Sphinx puts this into language_data.js, after its own search, which it adds to. */

// Words that no page has, or that not every page about a thing has, and what to look for as well.
const ALSO = {};
const RANKS = [
  // Chapters on a thing before those that compare and appraise it; of two with a harm's name, that on safety.
  [/^notebooks\/(?!verification|ledger|peers|appraisal)/, 6], [/^notebooks\/(peers|appraisal)$/, -8], [/^notebooks\/toxicity$/, 1],
  [/^(stands|notebooks\/ledger)$/, 4], [/^(index|trial)$/, 4], [/^notebooks\/verification$/, -6],
  [/^patients/, -4], [/^(glossary|references|data|corrections|map|cluster|cite|reproduce|methods)$/, -8],
];
const TITLE_RANK = 40, MOST_RANK = 20, EXCERPT_LETTERS = 220, BEFORE_LETTERS = 80;

const withoutAccents = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "");
splitQuery = (query) => withoutAccents(query).split(/[^\p{Letter}\p{Number}_]+/gu).filter((term) => term);

const wordsOf = (text) => splitQuery(text.toLowerCase());
const stemsOf = (text) => wordsOf(text).map((word) => new Stemmer().stemWord(word));
let wanted = new Set();

// A page whose title has the words comes first, then those that say them often, chapters before glossary and lists.
Scorer.score = ([docname, , anchor, , score]) => {
  const title = stemsOf(Search._index.titles[Search._index.docnames.indexOf(docname)]);
  const inTitle = wanted.size > 0 && [...wanted].every((stem) => title.includes(stem));
  const rank = RANKS.filter(([pattern]) => pattern.test(docname)).reduce((sum, [, value]) => sum + value, 0);
  return Math.min(score, MOST_RANK) + rank + (inTitle ? TITLE_RANK : 0) - (anchor ? 1 : 0);
};

const searchOnce = Search._performSearch;
Search._performSearch = (query, searchTerms, excludedTerms, highlightTerms, objectTerms) => {
  const run = (stems) => {
    wanted = stems;
    return searchOnce([...stems].join(" "), stems, excludedTerms, highlightTerms, objectTerms);
  };
  const found = run(new Set(searchTerms));
  for (const word of wordsOf(query)) {
    for (const other of ALSO[word] || []) {
      const stems = new Set(wordsOf(query).map((each) => new Stemmer().stemWord(each === word ? other : each)));
      found.unshift(...run(stems));
      stems.forEach((stem) => searchTerms.add(stem)); // an excerpt shows it
      highlightTerms.add(other);
    }
  }
  const best = new Map();
  for (const result of found) {
    const place = result[0];
    if (!best.has(place) || best.get(place)[4] < result[4]) {
      best.set(place, result);
    }
  }
  return [...best.values()].sort(_orderResultsByScoreThenName);
};

// An excerpt is the part of the text that has the words, and has them marked.
Search.makeSearchSummary = (page, stems) => {
  const article = new DOMParser().parseFromString(page, "text/html").querySelector("article");
  if (!article) {
    return null;
  }
  article.querySelectorAll("pre, script, style, svg, math, .headerlink, .exhibit-tools > a, summary, .scenario-line").forEach((part) => part.remove());
  const parts = [...article.querySelectorAll("p, li, dd, td, dt, figcaption, h1, h2, h3")].map((part) => part.textContent.replace(/\s+/g, " ").trim());
  const patterns = [...stems].map((stem) => new RegExp("(?<![\\p{L}])" + stem.replace(/[iy]$/, "") + "[\\p{L}]*", "u"));
  const look = (text) => withoutAccents(text.toLowerCase());
  const rank = (text) => patterns.filter((pattern) => pattern.test(look(text))).length + (text.length > 60 ? 0.5 : 0);
  const text = parts.reduce((best, part) => (rank(part) > rank(best) ? part : best), "");
  const match = patterns.map((pattern) => pattern.exec(look(text))).find(Boolean);
  const at = match && look(text).length === text.length ? match.index : 0;
  const start = at > BEFORE_LETTERS ? text.indexOf(" ", at - BEFORE_LETTERS) + 1 : 0;
  const summary = document.createElement("p");
  summary.className = "context";
  const excerpt = text.slice(start, start + EXCERPT_LETTERS);
  if (match) {
    const marked = document.createElement("span");
    marked.className = "highlighted";
    marked.textContent = text.slice(at, at + match[0].length);
    summary.append((start ? "… " : "") + text.slice(start, at), marked, text.slice(at + match[0].length, start + EXCERPT_LETTERS));
  } else {
    summary.append(excerpt);
  }
  summary.append(start + EXCERPT_LETTERS < text.length ? " …" : "");
  return summary;
};
