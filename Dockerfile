# docker build -t lotsenbot . && docker run --env-file lotsenbot.env -v lotsenbot:/data -p 127.0.0.1:8080:8080 lotsenbot
FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home lotsenbot && install -d -o lotsenbot -m 0700 /data
WORKDIR /app
COPY . .
RUN PIP_CONSTRAINT=constraints.txt pip install --no-cache-dir ".[matrix]"
USER lotsenbot
ENV LOTSENBOT_DATABASE=/data/lotsenbot.sqlite3 LOTSENBOT_HTTP_HOST=0.0.0.0
VOLUME /data
EXPOSE 8080
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz')"]
CMD ["lotsenbot", "run"]
