# One app. Context: all of its files. Nothing is run.
ARG DEPENDENCIES
FROM ${DEPENDENCIES}
COPY . .
CMD ["node", "server.js"]
