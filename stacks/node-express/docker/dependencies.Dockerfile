# What all apps of the stack have in common. Context: the files that images.json names, of the scaffold.
ARG NODE_IMAGE
FROM ${NODE_IMAGE}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/app/data
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund --no-update-notifier && npm cache clean --force
RUN mkdir data
