// How tags are named, chosen and made.

import { html } from "htm/preact";
import { useId, useState } from "preact/hooks";
import { change, tags, tell } from "../store/state.js";

export function tagName(id) {
  return tags.value.find((tag) => tag.id === id)?.name ?? "a tag that is gone";
}

/** The options of all tags; those `of` something have its name before their id. */
export function TagOptions({ of }) {
  return tags.value.map(({ id, name }) => html`<option key=${id} value=${of ? `${of} ${id}` : id}>#${name}</option>`);
}

/** The id of the tag with a name, which is made if there is none; null without a name, or if it is refused. */
export async function tagNamed(written) {
  const name = written.trim().replace(/^#/, "");
  const known = tags.peek().find((tag) => tag.name.toLowerCase() === name.toLowerCase());
  if (known || !name) return known?.id ?? null;
  try {
    const { problems, tag } = await change("createTag", { name });
    if (tag) tags.value = [...tags.peek(), tag];
    else tell(problems[0].message);
    return tag?.id ?? null;
  } catch (failure) {
    tell(failure.message);
    return null;
  }
}

/** An input for tags, whose value in a form are their ids with commas between. */
export function TagField({ name, value }) {
  const id = useId();
  const [ids, setIds] = useState(value);
  const chosen = ids.split(",").filter(Boolean);
  const put = (next) => setIds([...new Set(next)].sort().join(","));
  const add = async ({ target }) => {
    const made = await tagNamed(target.value);
    target.value = "";
    if (made) put([...chosen, made]);
  };
  const pressed = (event) => {
    if (event.key !== "Enter" || !event.target.value.trim()) return;
    event.preventDefault();
    add(event);
  };
  return html`<div class="field">
    <label for=${id}>Tags</label>
    <input type="hidden" name=${name} value=${ids} onChange=${({ target }) => setIds(target.value)} />
    ${
      chosen.length > 0 &&
      html`<ul class="chips">${chosen.map(
        (tag) =>
          html`<li key=${tag}><button type="button" class="chip" aria-label=${`Take off #${tagName(tag)}`} onClick=${() => put(chosen.filter((other) => other !== tag))}>#${tagName(tag)} <span aria-hidden="true">✕</span></button></li>`,
      )}</ul>`
    }
    <input id=${id} list="${id}-known" autocomplete="off" maxlength="100" placeholder="Add a tag" onKeyDown=${pressed} onChange=${add} />
    <datalist id="${id}-known">${tags.value.map((tag) => html`<option key=${tag.id} value=${tag.name}></option>`)}</datalist>
  </div>`;
}
