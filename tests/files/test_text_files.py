import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.tables import Record
from bot.files.text import MAX_LINE_CHARACTERS, MAX_LINES, TextLines, parse_lines, read_records
from bot.model.errors import FileRefused

TEXT = '宛名番号,氏名,金額\r\n0001,髙﨑　①,"1,000"\r\n\r\n0002,山田,2\r\n'
CELLS = [(1, ["宛名番号", "氏名", "金額"]), (2, ["0001", "髙﨑　①", "1,000"]), (3, []), (4, ["0002", "山田", "2"])]


def read_cells(content: bytes) -> list[tuple[int, list[str] | None]]:
    return [(record.number, record.cells) for record in read_records(io.BytesIO(content), content[:65_536])]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_detected_from_the_content(encoding: str) -> None:
    assert read_cells(TEXT.encode(encoding)) == CELLS


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_kind_of_line_end_is_read(end: str) -> None:
    assert read_cells(TEXT.replace("\r\n", end).encode("cp932")) == CELLS


def test_a_heading_with_tabs_makes_tab_the_separator() -> None:
    assert read_cells("番号\t氏名\t金額\n1\t山田\t1,000,000,000\n".encode()) == [
        (1, ["番号", "氏名", "金額"]),
        (2, ["1", "山田", "1,000,000,000"]),
    ]


def test_a_line_break_within_quotes_stays_in_its_cell_and_counts_as_no_row() -> None:
    assert read_cells(b'a,b\n"1\n2",3\n4,5\n') == [(1, ["a", "b"]), (2, ["1\n2", "3"]), (3, ["4", "5"])]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_a_byte_that_does_not_decode_rejects_only_its_row(encoding: str) -> None:
    content = TEXT.encode(encoding).replace("山".encode(encoding), b"\x85\xff")
    assert read_cells(content) == [*CELLS[:3], (4, None)]


@pytest.mark.parametrize("rest", [b",x\r\n", b"\r\n", b'",x\r\n'])
def test_half_a_character_does_not_consume_the_next_comma_or_line_end(rest: bytes) -> None:
    content = "番号,名\r\n".encode("cp932") + b"1,\x81" + rest + "2,川\r\n".encode("cp932")
    assert read_cells(content)[1:] == [(2, None), (3, ["2", "川"])]


def test_one_bad_byte_does_not_change_the_encoding_of_the_other_rows() -> None:
    lines = [f"{number},山田　太郎\n".encode() for number in range(50)]
    lines[20] = b"20,\xff\n"
    found = read_cells(b"".join(lines))
    assert found[19:22] == [(20, ["19", "山田　太郎"]), (21, None), (22, ["21", "山田　太郎"])]


def test_a_replacement_character_rejects_its_row() -> None:
    assert read_cells("a,b\n1,山�\n2,川\n".encode())[1:] == [(2, None), (3, ["2", "川"])]


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b"])
def test_a_control_character_rejects_its_row(sign: str) -> None:
    assert read_cells(f"a,b\n1,x{sign}\n2,y\n".encode() + b"3,z\n" * 20)[1:3] == [(2, None), (3, ["2", "y"])]


def test_an_unclosed_quote_rejects_only_its_row() -> None:
    rows = "".join(f"{number},x\n" for number in range(3 * MAX_LINES))
    found = read_cells(f'a,b\n1,"open\n{rows}'.encode())
    assert found[1] == (2, None)
    assert [cells for _, cells in found[2:]] == [[str(number), "x"] for number in range(3 * MAX_LINES)]


def test_an_unclosed_quote_in_the_last_row_rejects_that_row() -> None:
    assert read_cells(b'a,b\n1,2\n3,"4\n')[1:] == [(2, ["1", "2"]), (3, None)]


def test_a_quote_that_the_next_row_closes_rejects_only_its_own_row() -> None:
    assert read_cells(b'a,b\n1,"x\n2,"y",z\n3,4\n') == [
        (1, ["a", "b"]),
        (2, None),
        (3, ["2", "y", "z"]),
        (4, ["3", "4"]),
    ]


def test_a_line_over_the_maximum_length_is_rejected_and_the_next_is_read() -> None:
    content = b"a,b\n1," + b"x" * (3 * MAX_LINE_CHARACTERS) + b"\n2,y\n"
    assert read_cells(content)[1:] == [(2, None), (3, ["2", "y"])]


CELL = st.text(st.characters(codec="cp932", exclude_categories=("Cc", "Cs", "Co"), exclude_characters='"¢£¬‖−〜'))


@given(
    st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=8), st.sampled_from(["utf-8-sig", "utf-16"])
)
def test_written_cells_are_read_back(rows: list[list[str]], encoding: str) -> None:
    quoted = ["".join(f'"{cell}",' for cell in row)[:-1] for row in [["x", "y"], *rows]]
    assert [cells for _, cells in read_cells("\r\n".join(quoted).encode(encoding))][1:] == rows


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        ("宛名番号,氏名\n1,山田　太郎\n", "euc_jp", "EUC-JP"),
        ("id,name\n1,ﾔﾏﾀﾞ ﾀﾛ\n", "cp932", "EUC-JP"),
        ("宛名番号,氏名\n1,𠮟る　俱楽部\n2,剝\n", "shift_jis_2004", "Shift_JIS-2004"),
        ("宛名番号,氏名\n1,山田\n", "iso2022_jp", "ISO-2022-JP"),
        ("宛名番号,氏名\n1,山田\n", "utf-32", "UTF-32"),
    ],
)
def test_an_ambiguous_or_unsupported_encoding_is_refused(text: str, encoding: str, named: str) -> None:
    with pytest.raises(FileRefused, match="unknown_encoding") as refused:
        read_cells(text.encode(encoding))
    assert refused.value.facts == {"encoding": named}


def test_half_width_kana_below_a_japanese_heading_are_read() -> None:
    text = "宛名番号,氏名カナ\n1,ﾔﾏﾀﾞ ﾀﾛ\n2,ｻﾄｳ\n"
    assert read_cells(text.encode("cp932"))[1:] == [(2, ["1", "ﾔﾏﾀﾞ ﾀﾛ"]), (3, ["2", "ｻﾄｳ"])]


def test_a_line_of_utf_8_among_lines_of_cp932_is_rejected() -> None:
    lines = [f"{number},山田　太郎\n".encode("cp932") for number in range(20)]
    lines[7] = "7,鈴木　花子\n".encode()
    found = read_cells(b"".join(lines))
    assert found[7] == (8, None)
    assert [cells for number, cells in found if number != 8] == [
        [str(number), "山田　太郎"] for number in range(20) if number != 7
    ]


def test_a_last_line_without_a_line_end_is_marked_as_not_whole() -> None:
    assert [record.whole for record in read_records(io.BytesIO(b"a,b\n1,2\n3,4"), b"a,b\n1,2\n3,4")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "end", ["\x1a", "\r\n\x1a", "\r\n\x1a\r\n", "\n\x1a\n\x1a", "\r\x1a", "\r\n" + "\x1a" * 300, "\r\n\x1a\0\0 \r\n"]
)
@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_end_of_file_sign_of_dos_ends_a_text_and_is_no_row(end: str, encoding: str) -> None:
    assert read_cells((TEXT.rstrip() + end).encode(encoding)) == CELLS


def test_the_end_of_file_sign_of_dos_is_found_behind_more_than_the_head_of_a_file() -> None:
    rows = "".join(f"{number},山田　太郎\r\n" for number in range(9_000))
    found = read_cells((rows + "\x1a\x1a").encode("cp932"))
    assert (len(found), found[-1]) == (9_000, (9_000, ["8999", "山田　太郎"]))


@pytest.mark.parametrize("sign", ["\x1a", "x\x1a", "\x1ax"])
def test_the_end_of_file_sign_of_dos_in_the_middle_ends_nothing(sign: str) -> None:
    assert read_cells(f"a,b\n1,{sign}\n2,y\n".encode())[1:] == [(2, None), (3, ["2", "y"])]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('"a", "b"', ["a", "b"]),
        ('"1", "1,000",   "x"', ["1", "1,000", "x"]),
        (' "a" , "b" ', ["a", "b"]),
        ('1, "b",2, "c"', ["1", "b", "2", "c"]),
        ('"a", ""', ["a", ""]),
        ('"a", " b "', ["a", " b "]),
        ('"a", "say ""b"""', ["a", 'say "b"']),
        ('"a, ""b""", "c"', ['a, "b"', "c"]),
        ('"a, "", b", "c"', ['a, ", b', "c"]),
        ("a, b ,  c", ["a", " b ", "  c"]),
        ('a, b"c, "d"', ["a", ' b"c', "d"]),
        ('a, "b" c,d', ["a", ' "b" c', "d"]),
        ('"a", "x\ny" , "z"', ["a", "x\ny", "z"]),
        ('"a", "x\n, ""y"", " , "z"', ["a", 'x\n, "y", ', "z"]),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blanks_between_comma_and_quote_are_no_part_of_a_cell(line: str, cells: list[str], end: str) -> None:
    assert read_cells(f"h,i{end}{line}{end}1,2{end}".encode())[1:] == [(2, cells), (3, ["1", "2"])]


def test_blanks_between_tab_and_quote_are_no_part_of_a_cell() -> None:
    assert read_cells(b'a\tb\n1\t "x\ty"\n')[1:] == [(2, ["1", "x\ty"])]


def test_an_unclosed_quote_behind_a_blank_rejects_only_its_row() -> None:
    assert read_cells(b'a,b\n1, "x\n2, "y"\n3,4\n')[1:] == [(2, None), (3, ["2", "y"]), (4, ["3", "4"])]


PIECES = ["1", "山", ",", '"', " ", "\r\n", "\n", "\r", "\x01", "髙", "濱田", "\ufffd", "a,b\n", '"x\ny"\n', ', "z"']


def parse(lines: TextLines) -> list[Record]:
    return list(parse_lines(lines, ","))


@given(
    st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from([1, 2, 3, 7]), st.sampled_from(["utf-8", "cp932"])
)
def test_lines_that_are_parsed_in_blocks_give_the_same_rows_as_single_lines(
    pieces: list[str], block_size: int, encoding: str
) -> None:
    content = "".join(pieces).encode(encoding, errors="ignore")
    singly = TextLines(io.BytesIO(content), encoding, block_size=0)
    assert parse(TextLines(io.BytesIO(content), encoding, block_size=block_size)) == parse(singly)
