# Every target sets up what it needs: uv where there is one, else a virtual environment with pip.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.installed
SETUP_DEV := $(VENV)/.installed-dev
SETUP_SEMANTIC := $(VENV)/.installed-semantic
SETUP_TRAINING := $(VENV)/.installed-training
XQUAD ?= ../shared/data/xquad-de-dev.json
PARALLEL ?= ../shared/data/xquad-en-dev.json
ARTICLES := $(notdir $(patsubst %/,%,$(wildcard tests/articles/*/)))
GOLD ?= $(foreach name,$(ARTICLES),--gold tests/articles/$(name)/$(name).txt tests/articles/$(name).tune.yaml) \
	--gold seeds/docker-series-b.txt ../shared/gold/seed.yaml

.PHONY: ask chat test lint bench train conversations semantic clean

ask: $(SETUP)
	@$(BIN)/nachgefragt ask "$(Q)"

chat: $(SETUP)
	@$(BIN)/nachgefragt chat

test: lint
	$(BIN)/python -m pytest

lint: $(SETUP_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

conversations: $(SETUP_DEV)
	$(BIN)/nachgefragt test --platform all

bench: $(SETUP_DEV)
	$(BIN)/python -m tests.bench

train: $(SETUP_TRAINING)
	$(BIN)/python -m bot.training --xquad $(XQUAD) --parallel $(PARALLEL) $(GOLD) --gold-weight 4 --seeds seeds

semantic: $(SETUP_SEMANTIC)

define install
	@if command -v uv >/dev/null 2>&1; then \
		test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) $(VENV); \
		uv pip install --quiet --python $(BIN)/python --constraint requirements.lock --editable '$(1)'; \
	else \
		test -x $(BIN)/python || $(PYTHON) -m venv $(VENV); \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '$(1)'; \
	fi
	@touch $@
endef

$(SETUP): pyproject.toml requirements.lock
	$(call install,.)

$(SETUP_DEV): pyproject.toml requirements.lock
	$(call install,.[dev])

$(SETUP_SEMANTIC): pyproject.toml requirements.lock
	$(call install,.[semantic])

$(SETUP_TRAINING): pyproject.toml requirements.lock
	$(call install,.[training])

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
