#!/bin/sh
# Which release of the kiosk runs: kept side by side, switched as a trial, taken back.
#   kiosk-release status          says what runs, what is on trial, what was taken back
#   kiosk-release switch VERSION  runs another one; on trial, where one ran before
#   kiosk-release keep            ends a trial: the new one stays
#   kiosk-release back [WHY]      runs the one before again
#   kiosk-release begin           the service is about to start: counts it while on trial
#   kiosk-release judge           keeps what says it is well, takes back what does not
# It needs no Python, since the release may be broken, and may be cut at any step: every
# step leaves one that runs, and the same command again goes on. ROOT=... for tests.
set -eu
base=${ROOT:-}/opt/kiosk
run=${ROOT:-}/run/kiosk
proc=${ROOT:-}/proc
STARTS=3  # so many starts a release has to say that it is well
SECONDS_=300 # and so many seconds after a start

say() { echo "kiosk-release: $*"; }
fail() { echo "kiosk-release: $*" >&2; exit 1; }

is_version() {
    case $1 in
        '' | *[!0-9.]* | .*) return 1 ;;
    esac
}

# A link leads to kept/VERSION; files that dpkg owns are never run.
version_of() {
    basename "$(readlink "$base/$1" || true)"
}

point() { # LINK VERSION
    [ "$(version_of "$1")" != "$2" ] || return 0
    ln -sfn "kept/$2" "$base/.$1"
    mv -T "$base/.$1" "$base/$1"
    sync "$base"
}

write() { # NAME WORDS...
    name=$1
    shift
    echo "$*" >"$base/.$name"
    sync "$base/.$name"
    mv -T "$base/.$name" "$base/$name"
    sync "$base"
}

drop() {
    rm -f "$base/$1"
    sync "$base"
}

# Sets version, previous, starts, boot and since; fails where nothing is on trial. A cut
# between two steps can leave a trial of what does not run: that is none.
on_trial() {
    version='' previous='' starts=0 boot='' since=0
    [ -f "$base/trial" ] || return 1
    read -r version previous starts boot since <"$base/trial" || true
    if [ "$version" != "$(version_of current)" ] || [ ! -d "$base/kept/$previous" ]; then
        drop trial
        return 1
    fi
}

# Hard links of what dpkg unpacked, made aside and named when they are whole.
lay() { # VERSION
    [ -d "$base/releases/$1" ] || return 0
    mkdir -p "$base/kept"
    rm -rf "$base/kept/.$1" "$base/kept/.old"
    cp -al "$base/releases/$1" "$base/kept/.$1"
    sync -f "$base"
    if [ -d "$base/kept/$1" ]; then
        # The same number again: what runs is led past the moment without a name.
        for link in current previous; do
            [ "$(version_of $link)" = "$1" ] || continue
            ln -sfn "releases/$1" "$base/.$link"
            mv -T "$base/.$link" "$base/$link"
        done
        sync "$base"
        mv -T "$base/kept/$1" "$base/kept/.old"
    fi
    mv -T "$base/kept/.$1" "$base/kept/$1"
    sync "$base/kept"
    for link in current previous; do
        case $(readlink "$base/$link" || true) in
            "releases/$1") ln -sfn "kept/$1" "$base/.$link"; mv -T "$base/.$link" "$base/$link" ;;
        esac
    done
    sync "$base"
    rm -rf "$base/kept/.old"
}

# What neither runs nor is gone back to.
prune() {
    for folder in "$base"/kept/* "$base"/kept/.[!.]*; do
        case ${folder##*/} in
            "$(version_of current)" | "$(version_of previous)") ;;
            *) rm -rf "$folder" ;;
        esac
    done
}

switch() {
    new=${1:-}
    is_version "$new" || fail "a release is named by its number"
    lay "$new"
    [ -d "$base/kept/$new" ] || fail "release $new is not on this machine"
    old=$(version_of current)
    if [ -z "$old" ]; then
        point current "$new"
    elif [ "$old" != "$new" ]; then
        # Back means to the last one that proved itself.
        on_trial && old=$previous
        [ "$old" = "$new" ] || point previous "$old"
        if [ "$old" = "$new" ]; then
            drop trial
        else
            write trial "$new" "$old" 0
        fi
        point current "$new"
    fi
    prune
    say "release $new runs from the next start on"
}

keep() {
    if on_trial; then
        rm -f "$base/taken-back"
        drop trial
        say "release $version is kept"
    fi
}

back() {
    why=$(printf %s "${1:-asked}" | tr -cd 'a-z0-9_.-' | cut -c1-32)
    on_trial || { version=$(version_of current) previous=$(version_of previous); }
    if [ -z "$previous" ] || [ "$previous" = "$version" ] ||
        [ ! -d "$base/kept/$previous" ]; then
        fail "there is no release to go back to"
    fi
    write taken-back "$version" "$previous" "$why"
    point current "$previous"
    drop trial
    say "release $version was taken back ($why), $previous runs from the next start on"
}

uptime() {
    cut -d. -f1 "$proc/uptime"
}

begin() {
    on_trial || return 0
    if [ "$starts" -ge "$STARTS" ]; then
        back starts
    else
        id=$(cat "$proc/sys/kernel/random/boot_id")
        write trial "$version" "$previous" $((starts + 1)) "$id" "$(uptime)"
    fi
}

# What the kiosk's user wrote: only whether it is the word that was waited for.
told() { # NAME
    [ -f "$run/$1" ] && [ ! -L "$run/$1" ] || return 1
    timeout 5 head -c 128 "$run/$1" | tr -cd 'a-z0-9_. -'
}

judge() {
    on_trial || return 0
    if [ "$(told release-well)" = "$version" ]; then
        keep
        return
    fi
    ill=$(told release-ill) || ill=''
    if [ "${ill%% *}" = "$version" ]; then
        # The program that said so starts anew by itself, once nobody stands there.
        back "${ill#* }"
    elif [ "$boot" = "$(cat "$proc/sys/kernel/random/boot_id")" ] &&
        [ $(($(uptime) - since)) -ge "$SECONDS_" ]; then
        back silent
        [ -n "${ROOT:-}" ] || systemctl restart --no-block kiosk.service
    fi
}

status() {
    say "$(version_of current) runs"
    [ -z "$(version_of previous)" ] || say "$(version_of previous) is kept from before"
    ! on_trial || say "$version is on trial after $previous, start $starts"
    if [ -f "$base/taken-back" ]; then
        read -r version previous why <"$base/taken-back"
        say "$version was taken back ($why)"
    fi
}

case ${1:-} in
    status | keep | begin | judge) "$1" ;;
    switch | back) "$@" ;;
    *) fail "status, switch VERSION, keep, back [WHY], begin or judge" ;;
esac
