# make run    the demo, on http://127.0.0.1:8080 and its phone on http://127.0.0.1:8081
# make test   everything that has to pass
# make web    the pages
# make bench  the figures in the README

.PHONY: run test web bench bench-till install check-web check-rust test-rust test-servers test-browser \
	test-contract contract
# Cargo locks its folder, and two cores are not many.
.NOTPARALLEL:

CARGO ?= cargo
modules = web/node_modules/.package-lock.json
pages = web/dist/member.html
sources = $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print)

run: $(pages)
	$(CARGO) run -- serve

web: $(pages)

$(modules): web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

$(pages): $(modules) $(sources)
	cd web && npm run build
	@touch $@

test: install check-web $(pages) check-rust test-rust test-browser test-contract

install:
	scripts/install.sh

check-web: $(modules)
	cd web && npm run check && npm test

check-rust:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

# Everything on SQLite, which needs no server, and then the same binary on the servers.
test-rust:
	KABAO_TEST_ENGINE=sqlite $(CARGO) test --workspace --locked
	scripts/with-servers.sh $(MAKE) --no-print-directory test-servers

test-servers:
	KABAO_TEST_ENGINE=postgres $(CARGO) test --locked --test it
	KABAO_TEST_ENGINE=mariadb $(CARGO) test --locked --test it

test-browser:
	node web/e2e/run.mjs

# What we promise callers changes only where somebody meant it to, by `make contract`.
test-contract:
	$(CARGO) run --quiet --locked -- openapi | diff openapi/openapi.json -

contract:
	mkdir -p openapi
	$(CARGO) run --quiet --locked -- openapi > openapi/openapi.json
	$(CARGO) run --quiet --locked -- errors > docs/ERRORS.md

bench: $(pages)
	$(CARGO) bench --bench load
	$(CARGO) bench --bench office
	$(MAKE) --no-print-directory bench-till

# Sales, beside pgbench with the same statements.
bench-till: $(pages)
	scripts/with-servers.sh --durable $(CARGO) bench --bench till
