# One app. Context: all of its files. Its steps have no network.
ARG DEPENDENCIES
FROM ${DEPENDENCIES} AS build
COPY . .
RUN cd frontend && node node_modules/vite/bin/vite.js build

FROM ${DEPENDENCIES}
COPY . .
COPY --from=build /app/frontend/dist frontend/dist
CMD ["python", "backend/server.py"]
