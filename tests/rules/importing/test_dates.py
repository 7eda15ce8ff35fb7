from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.dates import EARLIEST_DAY, LATEST_DAY, ReadDay, read_date, read_year
from tests.tables import list_cases

JUNE_30 = date(2026, 6, 30)


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-06-30", "2026/6/30", "2026.6.30", "20260630", "2026年6月30日", "２０２６／０６／３０"),
        *("2026-06-30 00:00:00", "46203", "46203.0", "2026年6月30日（火）", "2026/06/30(火曜日)"),
    ],
)
def test_western_dates_are_read_in_all_usual_formats(cell: str) -> None:
    assert read_date(cell) == ReadDay(JUNE_30, from_era=False)


@pytest.mark.parametrize(
    ("day", "cell"),
    list_cases(
        (JUNE_30, "R8.6.30", "R08/06/30", "r8-6-30", "Ｒ８．６．３０", "5080630", "R080630"),
        (JUNE_30, "令和8年6月30日", "令和 8年 6月30日", "令8.6.30"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "H31.4.30", "4310430"),
        (date(1989, 1, 7), "S64.1.7"),
        (date(2028, 2, 29), "R10.2.29"),
    ),
)
def test_converting_a_japanese_year_is_a_correction(day: date, cell: str) -> None:
    read = read_date(cell)
    assert read == ReadDay(day, from_era=True)
    assert isinstance(read, ReadDay)
    assert read.corrected == (Corrected.DATE_ERA,)


@pytest.mark.parametrize(
    ("expected", "cell"),
    list_cases(
        (Rejected.BAD_DATE, "2026-02-31", "R8.2.29", "R1.4.30", "H38.6.30", "S64.1.8", "R0.5.1", "2026/13/1"),
        (Rejected.BAD_DATE, "26/6/30", "8.6.30", "6/30", "9999", "99999999", "1900-01-01"),
        (Rejected.BAD_DATE, "未定", "2026-06", "2026-06-30x"),
        (None, "", " ", "　", "0000000", "00000000", "0000-00-00", "-", "無"),
    ),
)
def test_an_invalid_or_ambiguous_date_is_a_fault_and_a_blank_cell_is_none(expected: object, cell: str) -> None:
    assert read_date(cell) is expected


@given(
    st.dates(EARLIEST_DAY, LATEST_DAY),
    st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0.year}/{0.month}/{0.day}", "{0.year}年{0.month}月{0.day}日"]),
)
def test_every_day_is_read_in_every_format(day: date, form: str) -> None:
    assert read_date(form.format(day)) == ReadDay(day, from_era=False)


@given(
    st.dates(date(2019, 5, 1), date(2099, 12, 31)),
    st.sampled_from(["R{0}.{1}.{2}", "令和{0}年{1}月{2}日", "5{0:02}{1:02}{2:02}"]),
)
def test_every_day_of_reiwa_is_read_in_every_format(day: date, form: str) -> None:
    assert read_date(form.format(day.year - 2018, day.month, day.day)) == ReadDay(day, from_era=True)


@given(st.text(alphabet="0123456789RHS令和年月日元./- 　٣x", max_size=14) | st.text(max_size=20))
def test_no_text_raises_an_error(cell: str) -> None:
    read = read_date(cell)
    assert (
        read is None
        or read is Rejected.BAD_DATE
        or (isinstance(read, ReadDay) and EARLIEST_DAY <= read.day <= LATEST_DAY)
    )


@pytest.mark.parametrize(
    ("year", "cell"),
    list_cases(
        (2026, "2026", "2026年度", "令和8", "令和８年度", "R8", "R08", "508", "8", "08"),
        (2019, "H31", "令和元"),
        (None, "31", "", "過年"),
    ),
)
def test_years_are_read_in_all_usual_formats(year: int | None, cell: str) -> None:
    assert read_year(cell) == year
