#!/bin/sh
# Builds kube-apiserver from Debian's source package, once, and prints the path of the binary. Needs what apt knows: the
# machine's own sources, with deb-src added for this run only. What it builds is kept in the folder that is its argument.
set -eu

kept=${1:?a folder to keep the binary in}
binary=$kept/kube-apiserver
if [ -x "$binary" ]; then
  echo "$binary"
  exit 0
fi

say() { echo "build-apiserver: $*" >&2; }

work=$(mktemp -d)
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The machine's sources with deb-src, in a place of their own: nothing of the machine's apt is changed.
mkdir -p "$work/parts" "$work/lists/partial" "$work/cache/archives/partial" "$work/source"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -e "$file" ] || continue
  sed -n 's/^deb \(.*\)/deb-src \1/p' "$file" >>"$work/sources.list"
done
touch "$work/sources.list"
for file in /etc/apt/sources.list.d/*.sources; do
  [ -e "$file" ] || continue
  sed 's/^Types:.*/Types: deb-src/' "$file" >"$work/parts/$(basename "$file")"
done
apt() {
  apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts="$work/parts" \
    -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root "$@" >&2
}
apt update
say 'fetching the source'
(cd "$work/source" && apt source --download-only kubernetes) || {
  say 'the source package kubernetes cannot be had here'
  exit 1
}

needs=
[ -x /usr/lib/go-1.19/bin/go ] || needs="$needs golang-1.19-go"
[ -d /usr/share/gocode/src/github.com/modern-go/reflect2 ] || needs="$needs golang-github-modern-go-reflect2-dev"
command -v etcd >/dev/null || needs="$needs etcd-server"
command -v dpkg-source >/dev/null || needs="$needs dpkg-dev"
if [ -n "$needs" ]; then
  say "installing$needs"
  as_root=
  [ "$(id -u)" = 0 ] || as_root='sudo -n'
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $needs </dev/null >&2
fi

say 'unpacking'
# In GOPATH mode, as Debian builds it.
tree=$work/go/src/k8s.io/kubernetes
mkdir -p "$work/go/src/k8s.io"
(cd "$work/source" && dpkg-source --no-check -x kubernetes_*.dsc "$tree") >&2
cd "$tree"
# The vendored one reaches into the runtime in a way that Go 1.19 no longer has.
rm -rf vendor/github.com/modern-go/reflect2
cp -r /usr/share/gocode/src/github.com/modern-go/reflect2 vendor/github.com/modern-go/reflect2

export PATH="/usr/lib/go-1.19/bin:$PATH" GOPATH="$work/go" GOCACHE="${GOCACHE:-$work/go-cache}"
export GO111MODULE=off GOFLAGS= CGO_ENABLED=0 HOME="$work"
# Without the paths of this run, so that a cache that is kept (GOCACHE) serves the next one; without the cloud providers.
build() { nice -n 15 go build -p "${BUILD_JOBS:-1}" -trimpath -tags providerless "$@" >&2; }

# The one generated file that the source package does not have.
say 'generating the OpenAPI definitions'
build -o "$work/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
inputs=$(grep -Rl --include='*.go' --exclude-dir=_examples '+k8s:openapi-gen=' pkg cmd plugin vendor/k8s.io |
  grep -v -e vendor/k8s.io/code-generator/ -e vendor/k8s.io/sample-apiserver/ -e vendor/k8s.io/kube-openapi/ |
  xargs -n1 dirname | LC_ALL=C sort -u | sed 's,^,k8s.io/kubernetes/,' | paste -sd, -)
nice -n 15 "$work/openapi-gen" -i "$inputs" -p k8s.io/kubernetes/pkg/generated/openapi -O zz_generated.openapi \
  -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$work/violations" >&2

# 1.20.5+really1.20.2-1.1 is 1.20.2.
version=$(dpkg-parsechangelog -S Version | sed 's/.*really//; s/[-+].*//')
minor=$(echo "$version" | cut -d. -f2)
in=k8s.io/kubernetes/vendor/k8s.io/component-base/version
say "building kube-apiserver $version"
build -o "$work/kube-apiserver" \
  -ldflags "-s -w -X $in.gitMajor=1 -X $in.gitMinor=$minor -X $in.gitVersion=v$version" ./cmd/kube-apiserver
mkdir -p "$kept"
mv "$work/kube-apiserver" "$binary"
echo "$binary"
