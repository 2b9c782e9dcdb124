#!/bin/sh
# Seals the kiosk's keys with a credential of systemd: one of this machine's disk (host) or
# of its board (tpm2). docs/deploy.md says what each protects from. Root only.
#   kiosk-seal on [host|tpm2]      makes the credential; the keys are sealed with it
#   kiosk-seal rotate [host|tpm2]  makes another one; the keys are sealed anew
#   kiosk-seal off                 writes the keys in the clear, takes the credential away
#   kiosk-seal status              says what there is and whether it fits
#   kiosk-seal run COMMAND...      runs a command as user kiosk that may open the keys
# Each may be cut at any step: the same command again goes on. ROOT=... for tests.
set -eu
umask 077
etc=${ROOT:-}/etc/kiosk/credentials
keys=${ROOT:-}/var/lib/kiosk/keys/device-keys.json
now=kiosk.keys
before=kiosk.keys.before

say() { echo "kiosk-seal: $*"; }
fail() { echo "kiosk-seal: $*" >&2; exit 1; }

# The secret goes through pipes only, never over a command line.
make() { # NAME HOW: what comes on stdin is kept under this name, durably
    systemd-creds encrypt --quiet --name="$1" --with-key="$2" - "$etc/.$1"
    sync "$etc/.$1"
    mv -T "$etc/.$1" "$etc/$1"
    sync "$etc"
}

fresh() { head -c 32 /dev/urandom | base64 -w0; }

secret() { systemd-creds decrypt --quiet --name="$1" "$etc/$1" -; }

# A program in memory has the credentials of its start, and would seal with one that is
# gone: nobody may start it meanwhile (the picture "out of service" would), no command of
# `run` may be under way, and it starts anew with the new ones.
pause() {
    exec 9>"${ROOT:-}/run/kiosk-seal.lock"
    flock -n -x 9 || fail "a command of kiosk-seal is under way; end it first"
    state=$(systemctl is-active kiosk.service || true)
    trap go_on EXIT
    trap 'exit 1' INT TERM HUP
    systemctl stop kiosk.service
    systemctl mask --quiet --runtime kiosk.service
    systemctl stop kiosk.service
}

go_on() {
    systemctl unmask --quiet --runtime kiosk.service
    case $state in inactive | failed) return ;; esac
    systemctl reset-failed kiosk.service || true
    systemctl start --no-block kiosk.service
}

# The name that the program writes beside what it sealed; it tells nothing of the secret.
name_of() { # NAME
    [ -f "$etc/$1" ] || return 1
    text=$(secret "$1" 2>/dev/null) || return 1
    printf 'kiosk-keys-id-1 %s' "$text" | sha256sum | cut -c1-16
    text=
}

# Written by user kiosk: only compared.
sealed_with() {
    [ -f "$keys" ] && [ ! -L "$keys" ] || return 0
    head -c 4096 "$keys" | sed -n 's/^{"format":1,"key":"\([0-9a-f]\{16\}\)".*/\1/p'
}

are_there() { [ -e "$keys" ]; }
is_sealed() { [ -n "$(sealed_with)" ]; }
is_sealed_with() { # NAME
    is_sealed && [ "$(sealed_with)" = "$(name_of "$1")" ]
}

how_of() { # WANTED: host or tpm2, as asked, else as it is
    how=${1:-$(cat "$etc/how" 2>/dev/null || true)}
    how=${how:-host}
    case $how in
        host) ;;
        tpm2) systemd-creds has-tpm2 --quiet || fail "this machine has no TPM 2.0 that systemd can use" ;;
        *) fail "host or tpm2" ;;
    esac
}

run() {
    [ $# -gt 0 ] || fail "run COMMAND..."
    exec 9>"${ROOT:-}/run/kiosk-seal.lock"
    flock -n -s 9 || fail "the credential is being changed; try again"
    with "$@"
}

with() { # COMMAND...
    for each in $now $before; do
        [ ! -f "$etc/$each" ] || secret $each >/dev/null 2>&1 ||
            fail "$etc/$each does not open on this machine; see kiosk-seal status"
    done
    systemd-run --quiet --collect --wait --pipe --pty --service-type=exec \
        --uid=kiosk --gid=kiosk --setenv="LANG=${LC_ALL:-${LANG:-C.UTF-8}}" \
        -p UMask=0077 -p LimitCORE=0 \
        -p LoadCredentialEncrypted=$now -p LoadCredentialEncrypted=$before -- "$@"
}

# What is there is sealed with the newest; then the one before has done its work.
settle() {
    if are_there; then
        with /usr/bin/kiosk keys seal || return 1
        is_sealed_with $now || return 1
    fi
    rm -f "$etc/$before"
    sync "$etc"
}

on() {
    how_of "${1:-}"
    pause
    if [ -f "$etc/$now" ]; then
        [ -n "$(name_of $now)" ] || fail "$etc/$now does not open on this machine"
        say "there is a credential already; kiosk-seal rotate makes another one"
    else
        ! is_sealed || fail "the keys are sealed with a credential that is not here; bring it back"
        [ ! -e "${ROOT:-}/opt/kiosk/trial" ] || fail "a release is on trial; wait until it is kept"
        mkdir -p "$etc"
        echo "$how" >"$etc/how"
        fresh | make $now "$how"
    fi
    settle || fail "the keys are not sealed; see above, then kiosk-seal on again"
    status
}

rotate() {
    how_of "${1:-}"
    pause
    [ -n "$(name_of $now)" ] || fail "there is no credential that opens here; kiosk-seal on"
    ! is_sealed || is_sealed_with $now || is_sealed_with $before ||
        fail "the keys are sealed with a credential that is not here; bring it back"
    # One that was cut off is ended first.
    [ ! -f "$etc/$before" ] || settle || fail "the keys are not sealed with what there is"
    secret $now | make $before "$how"
    [ "$(name_of $before)" = "$(name_of $now)" ] || fail "the credential could not be kept"
    fresh | make $now "$how"
    echo "$how" >"$etc/how"
    settle || fail "the keys are not sealed anew yet; kiosk-seal rotate goes on"
    status
}

off() {
    pause
    if is_sealed; then
        with /usr/bin/kiosk keys unseal && ! is_sealed ||
            fail "the keys stay sealed; nothing was taken away"
    fi
    rm -f "$etc/$now" "$etc/$before" "$etc/how"
    sync "${etc%/*}"
    status
}

told() { # NAME
    [ -f "$etc/$1" ] || return 0
    if [ -n "$(name_of "$1")" ]; then
        say "credential $1 opens on this machine"
    else
        say "credential $1 does not open on this machine (another disk or board?)"
    fi
}

status() {
    [ -f "$etc/$now" ] || say "there is no credential $now"
    told $now
    told $before
    [ ! -f "$etc/how" ] || say "the next one is bound to: $(cat "$etc/how")"
    if ! is_sealed; then
        are_there && say "the keys lie in the clear" || say "there are no keys yet"
        return 0
    fi
    if is_sealed_with $now; then
        say "the keys are sealed with $now"
    elif is_sealed_with $before; then
        say "the keys are sealed with $before; kiosk-seal rotate goes on"
    else
        say "the keys are sealed with a credential that is not here: bring it back," \
            "or revoke the machine at the center and set it up anew"
        return 1
    fi
}

case ${1:-} in
    on | rotate | off | status | run)
        [ -n "${ROOT:-}" ] || [ "$(id -u)" -eq 0 ] || fail "only root can do this"
        "$@"
        ;;
    *) fail "on [host|tpm2], rotate [host|tpm2], off, status or run COMMAND..." ;;
esac
