# make chat: the web chat over the sample articles.  make test: the tests.  make check: what CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 7860

.PHONY: chat test check check-scores scores lint types clean

chat: $(VENV)/.installed
	$(BIN)/citewise index corpus/sample
	$(BIN)/citewise chat --port $(PORT)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

check: lint types test check-scores

# The test half of the shipped cases: what must hold, and whether the README's table still does.
check-scores: $(VENV)/.installed-dev
	$(BIN)/citewise eval --split test --gate assistant/evaluation/gate.toml --out build/eval
	$(BIN)/python benchmarks/scores.py build/eval/report.json README.md --check

scores: $(VENV)/.installed-dev
	$(BIN)/citewise eval --split test --out build/eval
	$(BIN)/python benchmarks/scores.py build/eval/report.json README.md

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) .citewise
