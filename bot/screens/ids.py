"""The ids of forms, fields and buttons. The sandbox and tests rely on them; do not change their values."""

from typing import Final

LIST_UPLOAD: Final = "list_upload"
CAMPAIGN_NEW: Final = "campaign_new"
PAYMENTS_UPLOAD: Final = "payments_upload"

LIST_COLUMNS: Final = "list_columns"
PAYMENTS_COLUMNS: Final = "payments_columns"

FILE: Final = "file"
NAME: Final = "name"
AS_OF: Final = "as_of"
LIST: Final = "list"
TEMPLATE: Final = "template"
TEXT: Final = "text"
PREVIEW: Final = "preview"
WHEN: Final = "when"
REASON: Final = "reason"
NOTE: Final = "note"
CAMPAIGN: Final = "campaign"
KIND: Final = "kind"
NOTICED: Final = "noticed"
PURPOSE: Final = "purpose"

LIST_ADOPT: Final = "list_adopt"
LIST_CONFIRM: Final = "list_confirm"
LIST_DETAILS: Final = "list_details"
LIST_QUESTIONS: Final = "list_questions"
SHARED_DECIDE: Final = "shared_decide"
SHARED_LEAVE: Final = "shared_leave"
SHARED_ONE: Final = "shared_one"
SHARED_OPEN: Final = "shared_open"
SHARED_UPLOAD: Final = "shared_upload"

RENUMBERING_APPLY: Final = "renumbering_apply"
RENUMBERING_DISCARD: Final = "renumbering_discard"

INSTANCE_RECONCILE: Final = "instance_reconcile"

CAMPAIGN_SUBMIT: Final = "campaign_submit"
CAMPAIGN_APPROVE: Final = "campaign_approve"
CAMPAIGN_REJECT: Final = "campaign_reject"
CAMPAIGN_WITHDRAW: Final = "campaign_withdraw"
CAMPAIGN_PAUSE: Final = "campaign_pause"
CAMPAIGN_RESUME: Final = "campaign_resume"
CAMPAIGN_CHECK: Final = "campaign_check"
CAMPAIGN_REST: Final = "campaign_rest"
CAMPAIGN_STOP: Final = "campaign_stop"

DOUBT_SENT: Final = "doubt_sent"
DOUBT_AGAIN: Final = "doubt_again"
DOUBT_DECIDE: Final = "doubt_decide"

INCIDENT_OPEN: Final = "incident_open"
INCIDENT_REPORT: Final = "incident_report"
INCIDENT_WRITE: Final = "incident_write"
INCIDENT_CORRECT: Final = "incident_correct"
INCIDENT_CLOSE: Final = "incident_close"

FOLLOWUP_OPEN: Final = "followup_open"
FOLLOWUP: Final = "followup"
DAYS: Final = "days"

PAUSE_ALL: Final = "pause_all"
RESUME_ALL: Final = "resume_all"
STOP_ALL: Final = "stop_all"

OPEN_LIST: Final = "open_list"
OPEN_NEW: Final = "open_new"
OPEN_STATUS: Final = "open_status"
OPEN_PAYMENTS: Final = "open_payments"
OPEN_CARD: Final = "open_card"

LIST_AGAIN: Final = "list_again"
ASSIGN_COLUMNS: Final = "assign_columns"
FILE_ASSIGN: Final = "file_assign"
FILE_COLUMNS: Final = "file_columns"
PRESET_FORGET: Final = "preset_forget"

USE_AS_TARGET_LIST: Final = "use_as_target_list"
USE_AS_PAYMENT_FILE: Final = "use_as_payment_file"
