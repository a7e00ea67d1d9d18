# The verbs of this project. `make run` and `make test` need Python 3.11+ and make, nothing else.
.DEFAULT_GOAL := help
.PHONY: help run test setup lint format figures clean

BIN := .venv/bin
SHOP := .venv/.shop
STAMP := .venv/.installed
PYTEST := $(BIN)/python -m pytest -q -n 2 --dist loadgroup
COUNTED := $(PYTEST) --cov --cov-append --cov-report=

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(SHOP) ## start the demo shop: web server, worker and beat (Ctrl-C stops all)
	@$(BIN)/python -m shop.run

setup: $(STAMP) ## make .venv with the pinned requirements

$(SHOP): requirements.txt requirements-demo.txt constraints.txt
	@sh .ci/python -m venv .venv
	@$(BIN)/python .ci/install.py requirements.txt requirements-demo.txt
	@touch $(SHOP)

$(STAMP): $(SHOP) requirements-dev.txt
	@$(BIN)/python .ci/install.py requirements-dev.txt
	@touch $(STAMP)

test: setup ## every test, fast ones first, then coverage; one failure does not hide the others
	@$(BIN)/python -m tests.needs
	@rm -f .coverage .coverage.*
	@failed=0; trap 'exit 130' INT; \
	if [ "$$CROSSSELL_PROPERTIES" = proof ]; then \
	    echo "0/3 what always holds of money, on 10,000 examples each"; \
	    $(PYTEST) tests/core/test_*_properties.py || failed=1; \
	fi; \
	unset CROSSSELL_PROPERTIES; \
	echo "1/3 pure decisions, with Numba off so that the lines of its loops can be counted"; \
	NUMBA_DISABLE_JIT=1 $(COUNTED) tests/core || failed=1; \
	echo "2/3 on SQLite, with what Numba compiles"; \
	$(COUNTED) -m "not postgres and not pure" tests || failed=1; \
	echo "3/3 on PostgreSQL and in a browser, whose lines are not counted: that makes them slow"; \
	$(BIN)/python -m tests.servers $(PYTEST) -m "postgres or both" tests || failed=1; \
	$(BIN)/coverage report --fail-under=95 || failed=1; \
	exit $$failed

lint: setup ## style, types, layers, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet $(wildcard crosssell/templates shop/templates templates)
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py crosssell_templates --check

format: setup ## mend what a machine can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

figures: setup ## measure speed, print the tables, write docs/figures.md
	$(BIN)/python -m tests.figures

clean: ## remove what make and the tests made, not the shop's data in var/
	rm -rf .venv .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache build dist
