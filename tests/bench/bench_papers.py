"""The figures of the papers as rows of the one table: ``bench_documents``, and all kinds, slips and tickets."""

from __future__ import annotations

import io
from functools import partial

import pypdf

from counter.documents.paper import LAYOUTS, render
from counter.documents.sheets import render_sheet
from counter.documents.tickets import print_ticket
from tests.bench import bench_documents
from tests.bench.rows import Row, against, milliseconds
from tests.documents import samples, sheet_samples

LARGEST_BYTES = 120_000
"""Of any paper (ISSUE3, Figures)."""
_MATERIALS = 40


def rows() -> list[Row]:
    """A 受理通知书 with 12 materials: size, and time against the same text without layout; then all the others."""
    content = samples.acceptance()
    paper = render(content)
    pages = [bench_documents.runs_of_page(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(paper)).pages]
    ours_s, plain_s = [], []
    for place in range(bench_documents.WARM_UP + bench_documents.ROUNDS):
        ours = bench_documents.elapsed_s(lambda: render(content))
        plain = bench_documents.elapsed_s(lambda: bench_documents.drawn_plainly(pages))
        if place >= bench_documents.WARM_UP:
            ours_s.append(ours)
            plain_s.append(plain)
    limit = bench_documents.SIZE_LIMIT_BYTES
    figure = "受理通知书 with 12 materials"
    return [
        Row(
            figure=f"{figure}, size",
            measured=f"{len(paper):,} B",
            ratio=f"{len(paper) / limit:.2f}",
            target=f"<= {limit:,} B",
            ok=len(paper) <= limit,
        ),
        against(f"{figure}, time", ours_s, plain_s, what="drawString", most=bench_documents.RATIO_LIMIT),
        _largest(),
        *_slowest(),
    ]


def _largest() -> Row:
    """The largest of all kinds, each with as many materials as a guide may list."""
    sizes = {str(kind): len(render(samples.sample(kind, materials=samples.materials(_MATERIALS)))) for kind in LAYOUTS}
    sizes |= {str(kind): len(render_sheet(sheet)) for kind, sheet in sheet_samples.SHEETS.items()}
    name, size = max(sizes.items(), key=lambda entry: entry[1])
    return Row(
        figure=f"largest of {len(sizes)} kinds with {_MATERIALS} materials: {name}",
        measured=f"{size:,} B",
        ratio=f"{size / LARGEST_BYTES:.2f}",
        target=f"<= {LARGEST_BYTES:,} B",
        ok=size <= LARGEST_BYTES,
    )


def _slowest() -> list[Row]:
    times = {str(kind): bench_documents.elapsed_s(partial(render, samples.sample(kind))) for kind in LAYOUTS}
    name, slowest_s = max(times.items(), key=lambda entry: entry[1])
    tickets = sheet_samples.TICKETS.values()
    return [
        Row(f"slowest of all kinds: {name}", milliseconds(slowest_s)),
        Row(
            "slowest of the 80 mm tickets",
            milliseconds(max(bench_documents.elapsed_s(partial(print_ticket, ticket)) for ticket in tickets)),
        ),
    ]
