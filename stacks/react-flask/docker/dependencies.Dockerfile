# What all apps of the stack have in common. Context: the files that images.json names, of the scaffold.
ARG NODE_IMAGE
ARG PYTHON_IMAGE
FROM ${NODE_IMAGE} AS front-end
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier && npm cache clean --force

FROM ${PYTHON_IMAGE}
ENV HOST=0.0.0.0 PORT=3000 DATA_DIR=/app/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes --requirement requirements.txt
# The front end of an app is built where its dependencies are: with Node.js, and without a network.
COPY --from=front-end /usr/local/bin/node /usr/local/bin/node
COPY --from=front-end /app/frontend/node_modules frontend/node_modules
RUN mkdir data
