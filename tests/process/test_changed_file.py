"""Another program changes the database between two runs of the real bot: nothing is sent, and people are told."""

import pysqlite3
import pytest

from sandbox.walk.client import Json, to_text
from tests.process.campaigns import find_approve_button, press_approve, submit_campaign
from tests.process.system import System, run_nofu, wait_until
from tests.services.files import Paid, write_rows

pytestmark = pytest.mark.process

WHY = "nofu 以外のプログラムで書き換えられたか、消されています"


@pytest.mark.fault("A18")
def test_after_a_payment_was_deleted_nothing_is_sent_and_people_are_told(system: System) -> None:
    system.start()
    submit_campaign(system, 3)
    path = write_rows(system.folder.parent / "paid.csv", Paid, [Paid()])
    assert run_nofu(system.write_store_settings(), "import", "payments", str(path)).returncode == 0
    system.stop()
    delete_payments(system)
    system.start()
    ts, _ = find_approve_button(system)
    press_approve(system, system.session.supervisor, ts)
    alert = wait_until(lambda: find_alert(system), "the alert")
    assert "控えのフォルダーに、正常な控えが見つかりません" in to_text(alert["blocks"])
    assert system.count_states() == {"queued": 3}
    assert system.list_arrivals() == []


def delete_payments(system: System) -> None:
    """Delete the payments as somebody does who has the file in a program of their own."""
    connection = pysqlite3.connect(system.read_setting("NOFU_DB"), isolation_level=None)
    for statement in ("DROP TRIGGER payments_no_delete", "DELETE FROM counted_payments", "DELETE FROM payments"):
        connection.execute(statement)
    connection.close()


def find_alert(system: System) -> Json | None:
    """Return the alert in the desk's channel, once it is there."""
    seen = system.client.messages(system.session.desk, system.session.supervisor)
    return next((one for one in seen if WHY in to_text(one["blocks"])), None)
