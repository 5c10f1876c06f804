# The image of the app: the hashed lock in an environment of its own, run by a user without rights.
FROM python:3.13-slim AS build
# With LOCK=requirements-telemetry.txt the image can send traces, with requirements-assistant.txt ask a model, and with
# requirements-mcp.txt serve the models of other programs.
ARG LOCK=requirements.txt
COPY ${LOCK} /lock.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /lock.txt

FROM node:24-slim AS assets
WORKDIR /srv
COPY package.json package-lock.json .npmrc ./
# Maps and types are half of the packages' size, and nothing reads them.
RUN npm ci --omit=dev --no-audit --no-fund && find node_modules -regex '.*\.\(map\|flow\|[cm]?ts\)' -delete

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin aqua && install --directory --owner aqua /data
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    AQUA_THISTLE_DATABASE_URL=sqlite:////data/aqua-thistle.db \
    AQUA_THISTLE_HOST=0.0.0.0 \
    AQUA_THISTLE_LOG_FORMAT=json
WORKDIR /srv
COPY --from=build /venv /venv
COPY --from=assets /srv/node_modules node_modules
COPY db db
COPY services services
COPY schema schema
COPY resolvers resolvers
COPY app app
RUN python -m compileall -q app db resolvers schema services
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
