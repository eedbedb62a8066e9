# Builds the kite and its manual.

include config.mk
-include local.mk $(wildcard *.d)

# Compiler that everything is built with.
CC ?= gcc
export CFLAGS := -O2 \
  -Wall
API_TOKEN = not-to-be-shown
override VERBOSE = 0

# Objects of the core.
obj-y += main.o wing.o
obj-$(CONFIG_TAIL) += tail.o
obj-y += tail/ # the folder
kite-objs := main.o

PHONY := help
.PHONY: all clean $(PHONY)

define compile
	$(CC) -c $< -o $@
endef

all: kite manual.html ## Build everything

kite: $(obj-y) | out
	$(CC) -o $@ $^

	@echo done
kite: LDFLAGS += -lm

# Turn text into a page.
%.html: %.txt
	render $< > $@

.c.o:
	$(call compile)

$(OBJECTS): $(OUT)/%.o: %.c
	$(CC) -c $<

$(OUT)/gen.h $(OUT)/gen.c &: gen.py
	python gen.py; x = 1

ifeq ($(OS),Windows_NT)
EXE = .exe
else
EXE =
endif

help: ; @echo help

clean:
	rm -f *.o
