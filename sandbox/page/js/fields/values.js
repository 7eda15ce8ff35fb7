// The value of each element in the form of Slack's view.state.values.

const text = { key: "value", initial: "initial_value" };

export const VALUE_KEYS = {
  plain_text_input: text,
  number_input: text,
  email_text_input: text,
  url_text_input: text,
  static_select: { key: "selected_option", initial: "initial_option" },
  radio_buttons: { key: "selected_option", initial: "initial_option" },
  multi_static_select: { key: "selected_options", initial: "initial_options", many: true },
  checkboxes: { key: "selected_options", initial: "initial_options", many: true },
  datepicker: { key: "selected_date", initial: "initial_date" },
  timepicker: { key: "selected_time", initial: "initial_time" },
  datetimepicker: { key: "selected_date_time", initial: "initial_date_time" },
  users_select: { key: "selected_user", initial: "initial_user" },
  multi_users_select: { key: "selected_users", initial: "initial_users", many: true },
  conversations_select: { key: "selected_conversation", initial: "initial_conversation" },
  channels_select: { key: "selected_channel", initial: "initial_channel" },
  file_input: { key: "files", many: true },
};
