// The attributes that connect an element to its texts.

export function attributes({ key, label }, element) {
  return {
    id: label.id,
    data: { key },
    "aria-describedby": label.describedby,
    "aria-required": label.required ? "true" : null,
    "aria-invalid": label.invalid ? "true" : null,
    "aria-label": label.id ? null : element.placeholder?.text,
    autofocus: element.focus_on_load,
  };
}

/** The same for a group of fields, which has no single element for a label. */
export function groupAttributes({ label }, element) {
  return {
    "aria-labelledby": label.labelledby,
    "aria-describedby": label.describedby,
    "aria-label": label.labelledby ? null : element.placeholder?.text,
  };
}
