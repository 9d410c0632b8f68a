"""Settings of the server; addresses and the number of processes come from the command line."""
worker_class = 'gthread'
threads = 8
keepalive = 5
timeout = 30
graceful_timeout = 8
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 4094
limit_request_fields = 60
accesslog = None
errorlog = '-'
loglevel = 'warning'
