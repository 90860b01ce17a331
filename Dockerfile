# Two stages: the first builds, the second has what runs and nothing else. From the registry alone; no secret is in it.
FROM node:24-slim AS build
WORKDIR /opt/purser
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run -s build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production PURSER_HTTP_HOST=0.0.0.0 PURSER_DATA_DIR=/var/lib/purser
RUN groupadd --gid 10001 purser \
  && useradd --uid 10001 --gid purser --home-dir /var/lib/purser --no-create-home --shell /usr/sbin/nologin purser \
  && install -d -m 0700 -o purser -g purser /var/lib/purser /var/backups/purser \
  && install -d -m 0755 /etc/purser
COPY --from=build /opt/purser/node_modules /opt/purser/node_modules
COPY --from=build /opt/purser/dist /opt/purser/dist
COPY bin /opt/purser/bin
COPY package.json LICENSE NOTICE /opt/purser/
USER purser
WORKDIR /etc/purser
VOLUME ["/var/lib/purser", "/var/backups/purser"]
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PURSER_HTTP_PORT || 3000}/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Half of the room that Node takes for what is new, for 20 MB less.
ENTRYPOINT ["node", "--max-semi-space-size=8", "/opt/purser/bin/purser.js"]
CMD ["start"]
