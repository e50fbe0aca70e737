# One app. Context: all of its files, and what its bundle (images.json) has made of them. Nothing is run.
ARG DEPENDENCIES
FROM ${DEPENDENCIES}
COPY . .
CMD ["python", "backend/server.py"]
