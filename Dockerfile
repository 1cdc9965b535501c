FROM python:3.11-slim

WORKDIR /opt/lookout
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY records records
COPY index index
COPY config config
COPY crawler crawler
COPY matcher matcher
COPY alerts alerts
COPY desk desk
RUN pip install --no-cache-dir -c constraints.txt . \
    && useradd --system --create-home --home-dir /var/lib/lookout lookout

USER lookout
ENV LOOKOUT_HOME=/var/lib/lookout PYTHONUNBUFFERED=1
WORKDIR /var/lib/lookout
ENTRYPOINT ["lookout"]
CMD ["run"]
