#!/usr/bin/env bash
# usage: scripts/with-servers.sh [--durable] COMMAND [ARGUMENT…]
#
# Runs a command with a PostgreSQL, a MariaDB and a Redis of its own, on free ports of 127.0.0.1 and
# in a folder of their own, and takes them away again whatever happened. The command finds them in
# KABAO_TEST_POSTGRES, KABAO_TEST_MARIADB and KABAO_TEST_REDIS. The databases do not wait for the
# disk unless --durable is given.
set -euo pipefail

sync=off flush=0
if [ "${1:-}" = --durable ]; then
    sync=on flush=1
    shift
fi
[ $# -gt 0 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/kabao-servers.XXXXXX")
chmod 711 "$dir"
postgres='' mariadb='' redis=''

stop_servers() {
    # QUIT is how PostgreSQL ends at once.
    [ -z "$postgres" ] || kill -QUIT "$postgres" 2>/dev/null || true
    for server in $mariadb $redis; do kill -TERM "$server" 2>/dev/null || true; done
    for server in $postgres $mariadb $redis; do
        for _ in $(seq 100); do kill -0 "$server" 2>/dev/null || continue 2; sleep 0.1; done
        kill -KILL "$server" 2>/dev/null || true
    done
    rm -rf "$dir"
}
trap stop_servers EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# PostgreSQL refuses to run as root and MariaDB asks not to: run as USER what root would run.
as_user() {
    local user=$1
    shift
    if [ "$(id -u)" != 0 ]; then exec "$@"; fi
    id -u "$user" >/dev/null 2>&1 || user=nobody
    exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups env HOME="$dir" "$@"
}

folder() {
    mkdir "$dir/$1"
    if [ "$(id -u)" = 0 ]; then chown "$2" "$dir/$1" 2>/dev/null || chown nobody "$dir/$1"; fi
}

# Ask until the server answers, for half a minute.
until_ready() {
    local name=$1 pid=$2
    shift 2
    for _ in $(seq 150); do
        if "$@" >/dev/null 2>&1; then return; fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.2
    done
    echo "$name did not start:" >&2
    tail -n 30 "$dir/$name.log" >&2
    exit 1
}

read -r pg_port my_port redis_port < <(node -e '
    const servers = [1, 2, 3].map(() => require("net").createServer().listen(0, "127.0.0.1"));
    Promise.all(servers.map((s) => new Promise((listening) => s.on("listening", listening))))
        .then(() => console.log(...servers.map((s) => s.address().port)))
        .then(() => servers.forEach((s) => s.close()));')

pg_bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder postgres postgres
folder mariadb mysql
folder redis redis

(as_user postgres "$pg_bin/initdb" -D "$dir/postgres" -U kabao --auth=trust --encoding=UTF8 \
    --locale=C --no-sync) >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
(as_user postgres "$pg_bin/postgres" -D "$dir/postgres" -c listen_addresses=127.0.0.1 \
    -c port="$pg_port" -c unix_socket_directories= -c max_connections=400 -c fsync=$sync \
    -c synchronous_commit=$sync -c full_page_writes=$sync) >"$dir/postgres.log" 2>&1 &
postgres=$!

(as_user redis redis-server --bind 127.0.0.1 --port "$redis_port" --dir "$dir/redis" --save '' \
    --appendonly no --databases 1024) >"$dir/redis.log" 2>&1 &
redis=$!

# The server's own default character set stays, latin1: a shop's server has it, too.
(as_user mysql mariadb-install-db --no-defaults --datadir="$dir/mariadb" --skip-test-db \
    --auth-root-authentication-method=normal) >"$dir/install-db.log" 2>&1 ||
    { cat "$dir/install-db.log" >&2; exit 1; }
(as_user mysql mariadbd --no-defaults --datadir="$dir/mariadb" --bind-address=127.0.0.1 \
    --port="$my_port" --socket=mariadb.sock --pid-file=mariadb.pid --skip-name-resolve \
    --max-connections=600 --innodb-buffer-pool-size=64M --innodb-log-file-size=32M \
    --innodb-flush-log-at-trx-commit=$flush --innodb-fast-shutdown=2) >"$dir/mariadb.log" 2>&1 &
mariadb=$!

until_ready postgres "$postgres" "$pg_bin/pg_isready" -q -h 127.0.0.1 -p "$pg_port" -U kabao
until_ready redis "$redis" redis-cli -h 127.0.0.1 -p "$redis_port" ping
until_ready mariadb "$mariadb" \
    mariadb-admin --no-defaults -h 127.0.0.1 -P "$my_port" -u root --silent ping

export KABAO_TEST_POSTGRES="postgres://kabao@127.0.0.1:$pg_port/postgres"
export KABAO_TEST_MARIADB="mysql://root@127.0.0.1:$my_port/mysql"
export KABAO_TEST_REDIS="redis://127.0.0.1:$redis_port"
"$@"
