// Emoji by Slack's short names: those that the bot uses, and other common ones.

export const EMOJI = {
  abc: "🔤", heavy_multiplication_x: "✖️", scissors: "✂️", link: "🔗", alarm_clock: "⏰", arrow_right: "➡️", ballot_box_with_check: "☑️", bar_chart: "📊", bell: "🔔", bulb: "💡",
  busts_in_silhouette: "👥", double_vertical_bar: "⏸️", calendar: "📆", chart_with_upwards_trend: "📈", clipboard: "📋", email: "📧",
  envelope: "✉️", exclamation: "❗", eyes: "👀", file_folder: "📁", grey_question: "❔", heavy_check_mark: "✔️",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", information_source: "ℹ️", iphone: "📱", large_green_circle: "🟢",
  large_yellow_circle: "🟡", lock: "🔒", mag: "🔍", memo: "📝", moneybag: "💰", no_entry: "⛔", no_entry_sign: "🚫",
  octagonal_sign: "🛑", ok_hand: "👌", page_facing_up: "📄", pencil2: "✏️", pause_button: "⏸️", phone: "☎️", pray: "🙏",
  no_bell: "🔕", pushpin: "📌", question: "❓", raised_hand: "✋", raising_hand: "🙋", red_circle: "🔴", repeat: "🔁", rotating_light: "🚨",
  speech_balloon: "💬", tada: "🎉", telephone_receiver: "📞", thumbsup: "👍", "+1": "👍", warning: "⚠️",
  wastebasket: "🗑️", white_check_mark: "✅", x: "❌", yen: "💴",
};
