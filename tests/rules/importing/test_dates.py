from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.reasons import Corrected, Rejected
from bot.rules.importing.dates import EARLIEST_DAY, LATEST_DAY, ReadDay, read_date, read_year

JUNE_30 = date(2026, 6, 30)


@pytest.mark.parametrize("cell", [
    "2026-06-30", "2026/6/30", "2026.6.30", "20260630", "2026年6月30日", "２０２６／０６／３０", "2026-06-30 00:00:00",
    "46203", "46203.0",
])  # fmt: skip
def test_western_dates_are_read_in_all_usual_formats(cell: str) -> None:
    assert read_date(cell) == ReadDay(JUNE_30, from_era=False)


@pytest.mark.parametrize("cell", [
    "R8.6.30", "R08/06/30", "r8-6-30", "令和8年6月30日", "令和 8年 6月30日", "令8.6.30", "5080630", "R080630",
    "Ｒ８．６．３０",
])  # fmt: skip
def test_converting_a_japanese_year_is_a_correction(cell: str) -> None:
    read = read_date(cell)
    assert read == ReadDay(JUNE_30, from_era=True)
    assert isinstance(read, ReadDay)
    assert read.corrected == (Corrected.DATE_ERA,)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("4310430", date(2019, 4, 30)),
        ("S64.1.7", date(1989, 1, 7)),
        ("R10.2.29", date(2028, 2, 29)),
    ],
)
def test_the_first_and_last_days_of_eras_are_read(cell: str, day: date) -> None:
    assert read_date(cell) == ReadDay(day, from_era=True)


@pytest.mark.parametrize("cell", [
    "2026-02-31", "R8.2.29", "R1.4.30", "H38.6.30", "S64.1.8", "2026/13/1", "26/6/30", "8.6.30", "6/30", "9999",
    "0000-00-00", "99999999", "1900-01-01", "未定", "2026-06", "2026-06-30x", "R0.5.1",
])  # fmt: skip
def test_an_invalid_or_ambiguous_date_is_a_fault(cell: str) -> None:
    assert read_date(cell) is Rejected.BAD_DATE


@pytest.mark.parametrize("cell", ["", " ", "　"])
def test_a_blank_cell_is_none(cell: str) -> None:
    assert read_date(cell) is None


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


@pytest.mark.parametrize(("cell", "year"), [
    ("2026", 2026), ("令和8", 2026), ("令和８年度", 2026), ("R8", 2026), ("R08", 2026), ("508", 2026), ("8", 2026),
    ("08", 2026), ("2026年度", 2026), ("H31", 2019), ("令和元", 2019), ("31", None), ("", None), ("過年", None),
])  # fmt: skip
def test_years_are_read_in_all_usual_formats(cell: str, year: int | None) -> None:
    assert read_year(cell) == year
