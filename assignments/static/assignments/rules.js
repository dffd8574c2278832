// The rules of a form as the page needs them: what is shown, asked for, calculated and at fault. The server has the last word.

const NUMBERS = new Set(["number", "currency", "scale"]);
const YES = new Set(["ya", "yes", "true", "1"]);

export function isEmpty(value) {
  if (value == null) return true;
  if (typeof value === "string") return !value.trim();
  if (Array.isArray(value)) return value.every(isEmpty);
  if (typeof value === "object") return Object.values(value).every(isEmpty);
  return false;
}

const THOUSANDS = /^-?[1-9]\d{0,2}(\.\d{3})+$/;
// `1.250`, `1.250,5`, `12.5`, `1,250,000`, read as the server reads them.
export function number(typed) {
  let text = String(typed ?? "").trim();
  if (!/^[+-]?\d[\d., \u00a0]*$/.test(text)) return null;
  text = text.replace(/[ \u00a0]/g, "");
  if (text.split(",").length > 2 && !text.split(",")[0].includes(".")) text = text.replaceAll(",", "");
  if (THOUSANDS.test(text) || text.includes(",")) text = text.replaceAll(".", "").replaceAll(",", ".");
  const found = Number(text);
  return Math.abs(found) < 1e15 ? found : null;
}

const SCALES = [[/\s*(juta|jt)$/, 1e6], [/\s*(ribu|rb)$/, 1e3], [/\s*(miliar|milyar)$/, 1e9]];
// `Rp 4.500.000,-`, `4,5 juta`
export function money(typed) {
  const text = String(typed ?? "").trim().toLowerCase().replace(/^(rp|idr)\.?\s*/, "").replace(/([,.]\s*-+|-+)$/, "").trim();
  const [word, scale] = SCALES.find(([one]) => one.test(text)) ?? [/$/, 1];
  const found = number(text.replace(word, ""));
  return found === null ? null : Math.round(found * scale * 1e4) / 1e4;
}

const UNITS = [["hari|days?", 1440, "day"], ["jam|hours?|h", 60, "hour"], ["menit|mnt|minutes?|min|m", 1, "minute"]];
const LENGTH = new RegExp(`^${UNITS.map(([names]) => `(?:(\\d{1,6}(?:[.,]\\d{1,4})?)\\s*(?:${names}))?`).join("\\s*")}$`);
// Whole minutes of `90`, `1:30`, `1 jam 30 menit`, `2 hari`.
export function minutes(typed) {
  const text = String(typed ?? "").trim().toLowerCase().replace(/\s+/g, " ");
  const clocked = /^(\d{1,4}):([0-5]\d)$/.exec(text), parts = text && LENGTH.exec(text);
  const found = clocked ? clocked[1] * 60 + Number(clocked[2]) : /^\d{1,6}$/.test(text) ? Number(text)
    : parts ? Math.round(UNITS.reduce((sum, [, worth], at) => sum + Number((parts[at + 1] ?? "0").replace(",", ".")) * worth, 0)) : null;
  return found !== null && found <= 366 * 1440 ? found : null;
}

// Minutes as people read them; what was typed in words stays.
export function spelt(value, language) {
  if (typeof value !== "number") return value;
  const worded = (count, unit) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long", useGrouping: false }).format(count);
  let rest = value;
  const pieces = UNITS.map(([, worth, unit]) => {
    const count = Math.floor(rest / worth);
    rest -= count * worth;
    return count || (unit === "minute" && !value) ? worded(count, unit) : "";
  });
  return pieces.filter(Boolean).join(" ");
}

function asValue(field, value) {
  if (!field || isEmpty(value)) return null;
  const text = typeof value === "object" ? value.other : String(value);
  if (field.type === "currency") return money(text);
  if (NUMBERS.has(field.type)) return number(text);
  if (field.type === "time") return /^\d\d:\d\d$/.test(text) ? Number(text.slice(0, 2)) * 60 + Number(text.slice(3)) : null;
  if (field.type === "date") return /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) / 86_400_000 : null;
  if (field.type === "month") return /^\d{4}-\d\d$/.test(text) ? Number(text.slice(0, 4)) * 12 + Number(text.slice(5)) : null;
  if (field.type === "duration") return minutes(text);
  if (field.type === "bool") return YES.has(text.toLowerCase()) ? 1 : 0;
  return text;
}

const texts = (field, value) => (isEmpty(value) ? [] : [value].flat().map((one) => folded(field, typeof one === "object" ? one.other : String(one))));
function folded(field, text) {
  const seen = field && field.type !== "select" ? asValue(field, text) : null;
  return typeof seen === "number" ? String(seen) : text.trim().toLowerCase();
}

function holds(condition, field, value) {
  const { operator, value: wanted } = condition;
  if (operator === "filled" || operator === "empty") return isEmpty(value) === (operator === "empty");
  if (operator === "more" || operator === "less") {
    const have = asValue(field, value), limit = asValue(field, wanted);
    if (typeof have !== "number" || typeof limit !== "number") return false;
    return operator === "more" ? have > limit : have < limit;
  }
  const choices = (operator === "one_of" ? wanted.split("|") : [wanted]).map((text) => folded(field, text));
  const matches = texts(field, value).some((text) => choices.includes(text));
  return operator === "is_not" ? !matches : matches;
}

// What looks like a client's own data, by the name of the sentence that says so.
export function pointedOut(rule, value) {
  const said = JSON.stringify(value ?? "");
  if (rule.type !== "text" && rule.type !== "textarea" && rule.type !== "table") return "";
  if (/(?<!\d)\d(?:[ .-]?\d){15}(?!\d)/.test(said)) return "nik";
  return rule.client && /(?<![\d.])(?:\+?62[\s.-]?|0)8\d{1,2}(?:[\s.-]?\d{2,4}){2,3}(?!\d)/.test(said) ? "phone" : "";
}

// An answer as people read it; `label` says what the page calls a choice.
export function inWords({ key, type }, value, label, say, language) {
  if (isEmpty(value)) return say("empty");
  if (type === "file") return say("files", value.length);
  if (type === "duration") return spelt(value, language);
  if (type === "approval") return [value.by, value.on].filter(Boolean).join(", ");
  if (type === "table") return value.map((row) => Object.values(row).join(" · ")).join("\n");
  return [value].flat().map((one) => one?.other ?? label(key, one === true ? "ya" : one === false ? "tidak" : String(one))).join(", ");
}

// As the server keeps a value: numbers without points, yes as true.
const plain = (value) => JSON.stringify(value ?? "", (_key, one) => (one === "ya" ? true : one === "tidak" ? false : typeof one === "string" && /^[\d.,]+$/.test(one) ? number(one) : one));
// What was typed as what the server keeps of it: two ways to write one amount are no difference.
function settled(field, value) {
  if (field.type === "tags" && typeof value === "string") return value.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean);
  const found = NUMBERS.has(field.type) || field.type === "duration" ? asValue(field, value) : null;
  return typeof found === "number" ? found : value;
}
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// What becomes of two drafts that grew from `base`: what one side alone changed is taken, the rest is open until it is picked.
export function merge(rules, mine, theirs, base, picked = new Map()) {
  const merged = { ...mine }, open = [];
  for (const rule of rules) {
    const { key, calculation, type } = rule;
    const [own, other, before] = [mine, theirs, base].map((answers) => plain(settled(rule, answers?.[key])));
    if (calculation || type === "auto" || own === other || other === before) continue;
    if (own === before || picked.get(key) === "theirs") merged[key] = theirs[key];
    else if (!picked.has(key)) open.push(key);
  }
  return { merged, open };
}

export class Sheet {
  constructor(rules, answers) {
    this.fields = new Map(rules.map((rule) => [rule.key, rule]));
    this.answers = answers;
    this.seen = new Map();
    this.worked = new Map();
  }

  shown(key) {
    if (!this.seen.has(key)) {
      this.seen.set(key, true);
      this.seen.set(key, this.all(this.fields.get(key).show));
    }
    return this.seen.get(key);
  }

  required(key) {
    const rule = this.fields.get(key);
    if (!this.shown(key)) return false;
    return rule.needs.length ? this.all(rule.needs) : rule.required;
  }

  value(key) {
    const rule = this.fields.get(key);
    if (!rule || !this.shown(key)) return null;
    if (!rule.calculation) return this.answers[key] ?? null;
    if (!this.worked.has(key)) {
      this.worked.set(key, null);
      const found = this.come(rule.calculation);
      const scale = 10 ** (rule.decimals || 0);
      this.worked.set(key, typeof found === "number" && Number.isFinite(found) ? Math.sign(found) * Math.round(Math.abs(found) * scale) / scale : null);
    }
    return this.worked.get(key);
  }

  all(conditions) {
    return conditions.every((one) => holds(one, this.fields.get(one.field), this.value(one.field)));
  }

  rows(table) {
    const rows = this.value(table);
    return Array.isArray(rows) ? rows.filter((row) => !isEmpty(row)) : [];
  }

  come(node) {
    if (!node) return null;
    const [kind, ...rest] = node;
    if (kind === "number") return Number(rest[0]);
    if (kind === "text") return rest[0];
    if (kind === "name") return asValue(this.fields.get(rest[0]), this.value(rest[0]));
    if (kind === "count") return this.rows(rest[0][1]).length;
    if (kind === "sum") {
      const [table, column] = rest[0][1].split(".");
      const type = this.fields.get(table)?.columns?.find((one) => one.key === column);
      return this.rows(table).reduce((sum, row) => sum + (asValue(type, row[column]) || 0), 0);
    }
    if (kind === "if") {
      const condition = this.come(rest[0]);
      return condition === null ? null : this.come(condition ? rest[1] : rest[2]);
    }
    const values = rest.map((part) => this.come(part));
    if (values.some((value) => value === null)) return null;
    const [a, b] = values;
    if (kind === "=" || kind === "!=") return Number((a === b) === (kind === "="));
    if (values.some((value) => typeof value !== "number")) return null;
    return { "+": () => a + b, "-": () => a - b, "*": () => a * b, "/": () => (b ? a / b : null), minus: () => -a,
      round: () => Math.sign(a) * Math.round(Math.abs(a) * 10 ** (b || 0)) / 10 ** (b || 0),
      "<": () => Number(a < b), "<=": () => Number(a <= b), ">": () => Number(a > b), ">=": () => Number(a >= b) }[kind]();
  }

  // Places that must be filled in and are not, in the order of the form.
  missing() {
    const found = [];
    for (const [key, rule] of this.fields) {
      if (!this.shown(key) || rule.calculation) continue;
      const value = this.answers[key];
      if (isEmpty(value)) {
        if (this.required(key)) found.push(key);
      } else if (rule.type === "table") {
        value.forEach((row, at) => {
          if (isEmpty(row)) return;
          for (const column of rule.columns) if (column.required && isEmpty(row[column.key])) found.push(`${key}[${at + 1}].${column.key}`);
        });
      }
    }
    return found;
  }

  // Numbers below their least or above their most, each with the limit, in the order of the form.
  beyond() {
    const found = [];
    const look = (where, rule, value) => {
      const have = rule.minimum || rule.maximum ? asValue(rule, value) : null;
      if (have === null) return;
      if (rule.minimum && have < Number(rule.minimum)) found.push({ where, limit: "least", value: Number(rule.minimum) });
      if (rule.maximum && have > Number(rule.maximum)) found.push({ where, limit: "most", value: Number(rule.maximum) });
    };
    for (const [key, rule] of this.fields) {
      if (!this.shown(key)) continue;
      if (rule.type !== "table") look(key, rule, this.answers[key]);
      else (this.answers[key] ?? []).forEach((row, at) => rule.columns.forEach((column) => look(`${key}[${at + 1}].${column.key}`, column, row[column.key])));
    }
    return found;
  }
}

// Lists what is at fault at the head of a form, each with a link to its field; an empty list takes all of it away.
export function showFaults(list, { form, rules, named, say }) {
  const box = document.getElementById("live-errors");
  for (const marked of form.querySelectorAll(".has-error")) marked.classList.remove("has-error");
  box.replaceChildren();
  document.querySelector(".errors")?.remove();
  if (!list.length) return;
  const part = document.getElementById("faults").content.cloneNode(true);
  part.querySelector("h2").textContent = say("look", list.length);
  part.querySelector("ul").replaceChildren();
  for (const { where, message } of list) {
    const [key, row, cell] = where.split(/[[\].]+/), field = form.querySelector(`[data-field="${key}"]`);
    const column = rules.get(key)?.columns?.find((one) => one.key === cell);
    const at = named(where)[0] ?? field?.querySelector("input:not([type=hidden]), select, textarea, output");
    field?.querySelector(".field").classList.add("has-error");
    const link = document.createElement("a");
    link.href = `#${at?.id ?? ""}`;
    link.textContent = `${[rules.get(key)?.label ?? key, ...(column ? [say("row", row), column.label] : [])].join(", ")}: ${message}`;
    const item = document.createElement("li");
    item.append(link);
    part.querySelector("ul").append(item);
  }
  box.append(part);
  box.firstElementChild.focus();
}
