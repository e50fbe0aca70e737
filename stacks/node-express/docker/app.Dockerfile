# One app. Context: all of its files. Its steps have no network.
ARG DEPENDENCIES
FROM ${DEPENDENCIES}
COPY . .
CMD ["node", "server.js"]
