"""Reads uploaded files and writes files for download, each in a process of its own.

Reading: reader starts read_child through child_process, and receives sealed rows in batches. In the child (child_task
has what both children do), formats
detects the format; text (with encodings), records (with a layout) or workbook (with workbook_zip, sheet_xml and
strikes) yields records; tables finds the heading and the rows; sealing encrypts or hashes their values. sealed_rows
decodes them in the parent.

Writing: exports starts write_child; table_formats writes XLSX and CSV.

inbox_folder takes files from a folder instead of Slack.
"""
