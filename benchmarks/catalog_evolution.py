"""Pairs of catalogs: what becomes of answers, and what it costs; see benchmarks/evolution.py.

Works as ``python benchmarks/catalog_evolution.py OLD NEW [LINEAGE] …`` from any folder, and as
``python -m benchmarks.catalog_evolution``.
"""
import sys
from pathlib import Path

if __name__ == '__main__':
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

    from benchmarks.evolution import main

    main(sys.argv[1:])
