// Amounts as people write them into forms: read exactly, computed when they are sums, and asked about when in doubt.

import { html } from "htm/preact";
import { Failure } from "../store/api.js";
import { Field } from "./dialogs.js";
import { formatter } from "./format.js";

const TERM = /\s*([+-]?)\s*(\d[\d.,' ]*|[.,]\d+)\s*/y;
const GROUPED = /^\d{1,3}([.,' ])(\d{2,3}\1)*\d{3}$/;

/** An exact decimal as the owner would write it into a form. */
export function writtenDecimal(text) {
  return text.replace(".", decimalMark());
}

/**
 * What was written into a form as an exact decimal, such as 1234.5: 12,50 and 1.234,50 as well as 12.50, and sums such
 * as 30+12. What cannot be read, or means two things, is a Failure beside the field.
 */
export function readDecimal(written, field) {
  try {
    return sumOf(termsOf(withPlainDigits(written)));
  } catch (doubt) {
    if (!(doubt instanceof Doubt)) throw doubt;
    throw new Failure(doubt.message, "INVALID", [{ field: [field], message: doubt.message }]);
  }
}

/** Replaces a sum in an input that is left by its result. */
export function computeSum({ target }) {
  try {
    if (/\d.*[+-]/.test(target.value)) target.value = writtenDecimal(readDecimal(target.value, target.name));
  } catch (failure) {
    // What cannot be read stays, and is told when it is sent.
    if (!(failure instanceof Failure)) throw failure;
  }
}

/** An input for an amount. */
export function AmountField({ value, ...field }) {
  return html`<${Field} inputmode="decimal" defaultValue=${writtenDecimal(value ?? "")} onBlur=${computeSum} ...${field} />`;
}

/** Why a text is no amount. */
class Doubt extends Error {}

function decimalMark() {
  return formatter("NumberFormat", {})
    .formatToParts(1.5)
    .find(({ type }) => type === "decimal").value;
}

/** The same text with the digits, signs and marks that programs use in the place of the owner's own. */
function withPlainDigits(written) {
  const digits = [...formatter("NumberFormat", { useGrouping: false }).format(9876543210)].reverse();
  const plain = { "٫": ".", "٬": "'", "−": "-", "’": "'" };
  return [...written.trim()]
    .map((letter) => (digits.includes(letter) ? digits.indexOf(letter) : (plain[letter] ?? letter.replace(/\s/, " "))))
    .join("");
}

function termsOf(text) {
  const terms = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length || !terms.length) {
    const [, sign, number] = TERM.exec(text) ?? unreadable();
    if (terms.length && !sign) unreadable();
    terms.push(sign.replace("+", "") + readNumber(number.trim()));
  }
  return terms;
}

/** An unsigned number with a point before its decimals, if it has any, and no other mark. */
function readNumber(text) {
  const mark = markOf(text);
  const [whole, decimals = ""] = mark ? split(text, text.lastIndexOf(mark)) : [text];
  if (!/^\d*$/.test(decimals) || !(/^\d*$/.test(whole) || GROUPED.test(whole))) unreadable();
  const digits = whole.replace(/\D/g, "") || "0";
  return decimals ? `${digits}.${decimals}` : digits;
}

/** The mark before the decimals of a number, if it has any; one mark before three digits may also part thousands. */
function markOf(text) {
  const marks = text.match(/[.,]/g) ?? [];
  const last = marks.at(-1);
  if (marks.length > 1) return marks.every((mark) => mark === last) ? null : last;
  const own = decimalMark() === "," ? "," : ".";
  if (!last || last === own || !/^[1-9]\d{0,2}[.,]\d{3}$/.test(text)) return last;
  throw new Doubt(
    `“${text}” can mean ${text.replace(last, "")} or ${text.replace(last, decimalMark())}; write the one that you mean.`,
  );
}

function split(text, at) {
  return [text.slice(0, at), text.slice(at + 1)];
}

/** The sum of some exact decimals. */
export function sumOf(terms) {
  const places = Math.max(...terms.map(placesOf));
  const sum = terms.reduce((total, term) => total + scaled(term, places), 0n);
  const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  return `${sum < 0n ? "-" : ""}${whole}${places ? `.${digits.slice(-places)}` : ""}`;
}

/** One exact decimal less another. */
export function difference(amount, other) {
  return sumOf([amount, other.startsWith("-") ? other.slice(1) : `-${other}`]);
}

function placesOf(term) {
  return (term.split(".")[1] ?? "").length;
}

function scaled(term, places) {
  return BigInt(term.replace(".", "") + "0".repeat(places - placesOf(term)));
}

function unreadable() {
  throw new Doubt(`Write an amount, such as ${writtenDecimal("12.50")}, or a sum, such as 30+12.`);
}
