"""A published report as a PDF: its text as data, its look in report.typ, set by typst."""
