"""The figures of ``bench_documents`` as rows of the one table."""

from __future__ import annotations

import io

import pypdf

from counter.documents.paper import render
from tests.bench import bench_documents
from tests.bench.rows import Row, against
from tests.documents import samples


def rows() -> list[Row]:
    """A 受理通知书 with 12 materials: its size, and its time against the same text without layout."""
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
    ]
