# syntax=docker/dockerfile:1
# escape=\
# Builds the kite and runs it.

ARG BASE=debian:12
ARG TOKEN=abc MIRROR

# Where it is built.
FROM --platform=linux/amd64 ${BASE} AS build
RUN apt-get update \
    # FROM not-an-image
    && apt-get install -y cloth

RUN <<EOT
FROM nothing
ENV NOTHING=1
EOT
ENV COLOUR="dark red" TAIL=long
ENV WIND strong gale
COPY wing.c .
COPY --chown=me src/ include/kite.h /build/
COPY ["a file.txt", "other.txt", "/x/"]
ADD https://example.org/string.tar.gz /
ADD $ARCHIVE reel.tar /

FROM registry.example.org:5000/air/sky:3.1@sha256:abc as sky
CMD ["never"]

FROM build
from scratch
COPY --from=build /build/kite /kite
EXPOSE 80/tcp 443
HEALTHCHECK CMD /kite --check
ENTRYPOINT ["/kite", "--fly"]
CMD --colour \
  red
