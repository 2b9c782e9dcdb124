#!/bin/sh
# Which release of the kiosk runs: kept side by side, switched as a trial, taken back.
#   kiosk-release status          says what runs, what is on trial, what came before
#   kiosk-release switch VERSION  runs another one; on trial, where one ran before
#   kiosk-release keep            ends a trial: the new one stays
#   kiosk-release back [WHY]      ends a trial: the one before runs again
#   kiosk-release begin           the service is about to start: counts it while on trial
#   kiosk-release judge           keeps what says it is well, takes back what does not
#   kiosk-release watch           judges until the trial has ended
#   kiosk-release open, close     where the system is read only: lets it be written, or not
# It needs no Python, since the release may be broken, and may be cut at any step: every
# step leaves one that runs, and the same command again goes on. ROOT=... for tests.
set -eu
umask 022 # the kiosk reads what is written here, whoever calls
base=${ROOT:-}/opt/kiosk
run=${ROOT:-}/run/kiosk
proc=${ROOT:-}/proc
STARTS=3  # so many starts a release has to say that it is well,
LIMIT=300 # and so many seconds after a start
LINES=20  # of the history

# One at a time: dpkg's script, the service's start and the judge may come together. The
# lock is root's own place; who cannot have it in time goes on rather than stand still.
alone() {
    lock=${ROOT:-}/run/kiosk-release.lock
    # A redirection of exec that fails would end the shell.
    (: >"$lock") 2>/dev/null || return 0
    exec 9>"$lock"
    flock -w 30 9 || say "another one holds $lock"
}

say() { echo "kiosk-release: $*"; }
fail() { echo "kiosk-release: $*" >&2; exit 1; }

# A machine's system may be mounted read only (fstab says so); while a release is on trial
# it is not.
open() {
    [ -n "${ROOT:-}" ] || [ -w "$base" ] || mount -o remount,rw /
}

close() {
    [ -z "${ROOT:-}" ] && [ ! -f "$base/trial" ] || return 0
    awk '$2 == "/" && $4 ~ /(^|,)ro(,|$)/ { found = 1 } END { exit !found }' /etc/fstab 2>/dev/null ||
        return 0
    sync
    mount -o remount,ro / || say "the system stays writable until the next boot"
}

is_version() {
    case $1 in
        '' | *[!0-9.]* | .*) return 1 ;;
    esac
}

is_number() {
    case $1 in
        '' | *[!0-9]* | 0?* | ??????????*) return 1 ;;
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
    # Each step only after the one before: who calls may go on when it fails.
    echo "$*" >"$base/.$name" && sync "$base/.$name" &&
        mv -T "$base/.$name" "$base/$name" && sync "$base"
}

# What happened, one numbered line each: the program puts it into its journal. A step that
# was cut is not told twice.
history() { # KIND VERSION PREVIOUS WHY
    last=$(tail -n 1 "$base/history" 2>/dev/null || true)
    [ "${last#* }" != "$*" ] || return 0
    number=${last%% *}
    is_number "$number" || number=0
    { tail -n $((LINES - 1)) "$base/history" 2>/dev/null || true
      echo "$((number + 1)) $*"; } >"$base/.history" &&
        sync "$base/.history" && mv -T "$base/.history" "$base/history"
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
    open
    read -r version previous starts boot since <"$base/trial" || true
    # Words that are damaged never keep a broken release going.
    is_version "$version" || version=$(version_of current)
    is_version "$previous" || previous=$(version_of previous)
    is_number "$starts" || starts=$STARTS
    is_number "$since" || since=0
    if ! is_version "$previous" || [ "$version" != "$(version_of current)" ] || [ ! -d "$base/kept/$previous" ]; then
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
    open
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
            history switch "$new" "$old" -
            write trial "$new" "$old" 0
        fi
        point current "$new"
    fi
    prune
    say "release $new runs from the next start on"
}

keep() {
    on_trial || return 0
    history kept "$version" "$previous" -
    drop trial
    close
    say "release $version is kept"
}

back() {
    if ! on_trial; then
        say "nothing is on trial; kiosk-release switch VERSION runs another release"
        return 0
    fi
    why=$(printf %s "${1:-asked}" | tr -cd 'a-z0-9_.-' | cut -c1-32)
    # A full disk has no room for words, and a link needs none.
    history back "$version" "$previous" "${why:-asked}" || say "nothing can be written"
    point current "$previous"
    drop trial
    # The starts of the broken one are not counted against the one that runs again.
    [ -n "${ROOT:-}" ] || systemctl reset-failed kiosk.service || true
    close
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
        # Starts that cannot be counted are too many.
        write trial "$version" "$previous" $((starts + 1)) "$id" "$(uptime)" ||
            back uncounted
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
        [ $(($(uptime) - since)) -ge "$LIMIT" ]; then
        back silent
        [ -n "${ROOT:-}" ] || systemctl restart --no-block kiosk.service
    fi
}

watch() {
    while [ -f "$base/trial" ]; do
        sleep 10
        sh "$0" judge
    done
}

status() {
    say "$(version_of current) runs"
    [ -z "$(version_of previous)" ] || say "$(version_of previous) is kept from before"
    [ ! -f "$base/trial" ] || say "on trial: $(cut -d' ' -f1-3 "$base/trial")"
    [ ! -f "$base/history" ] || sed 's/^/kiosk-release: /' "$base/history"
}

case ${1:-} in
    status | watch) "$1" ;;
    keep | begin | judge | open | close) alone; "$1" ;;
    switch | back) alone; "$@" ;;
    *) fail "status, switch VERSION, keep, back [WHY], begin, judge, watch, open or close" ;;
esac
