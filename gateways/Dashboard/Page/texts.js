// The page's texts: rows of the program's one table, in each language that it speaks.
const remembered = 'opensqt-language';
let languages = ['en'];
let rows = {};
let language = 0;

export async function loadTexts() {
  const table = await (await fetch('/texts.json')).json();
  languages = table.languages;
  rows = table.texts;
  const wanted = localStorage.getItem(remembered) ?? table.language;
  language = Math.max(0, languages.indexOf(wanted));
  fillTexts();
}

/** The text of a row, with {0}, {1} … replaced; a row that does not exist shows its key's last part. */
export function text(key, ...values) {
  const row = rows[key]?.[language] ?? key.slice(key.lastIndexOf('.') + 1);
  return row.replace(/\{(\d)\}/g, (_, i) => values[i] ?? '');
}

export const has = key => key in rows;

export const locale = () => (languages[language] === 'zh' ? 'zh-CN' : 'en-GB');

/** The language that a press of the button changes to, in its own words. */
export const otherLanguage = () => (languages[language] === 'zh' ? 'English' : '中文');

export function changeLanguage() {
  language = (language + 1) % languages.length;
  localStorage.setItem(remembered, languages[language]);
  fillTexts();
}

function fillTexts() {
  document.documentElement.lang = languages[language] === 'zh' ? 'zh-CN' : 'en';
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = text(element.dataset.text);
}
